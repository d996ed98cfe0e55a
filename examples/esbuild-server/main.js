import * as sealpost from "sealpost";
import { exchange } from "../shared/exchange.js";

console.log(JSON.stringify(exchange(sealpost)));
