import * as sealpost from "sealpost";
import { exchange } from "../shared/exchange.js";

export default {
  async fetch() {
    return Response.json(exchange(sealpost));
  },
};
