import * as sealpost from "sealpost";
import { Keyring } from "sealpost/keyring";
import { exchange, exchangeInKeyring } from "../shared/exchange.js";

console.log(JSON.stringify({ ...exchange(sealpost), ...(await exchangeInKeyring(Keyring)) }));
