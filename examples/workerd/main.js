import * as sealpost from "sealpost";
import * as files from "sealpost/files";
import { exchange, exchangeFile } from "../shared/exchange.js";

export default {
  async fetch() {
    return Response.json({ ...exchange(sealpost), ...(await exchangeFile(sealpost, files)) });
  },
};
