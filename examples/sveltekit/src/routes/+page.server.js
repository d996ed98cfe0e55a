import * as sealpost from "sealpost";
import { exchange } from "../../../shared/exchange.js";

// On the server, for each request. In Node, `init` is not needed.
export const load = () => ({ server: exchange(sealpost) });
