import * as sealpost from "sealpost";
import * as files from "sealpost/files";
import { exchange, exchangeFile } from "../shared/exchange.js";

console.log(JSON.stringify({ ...exchange(sealpost), ...(await exchangeFile(sealpost, files)) }));
