import * as sealpost from "sealpost";
import * as files from "sealpost/files";
import { Keyring } from "sealpost/keyring";
import { exchange, exchangeFile, exchangeInKeyring } from "../shared/exchange.js";

const results = [exchange(sealpost), await exchangeFile(sealpost, files), await exchangeInKeyring(Keyring)];
console.log(JSON.stringify(Object.assign({}, ...results)));
