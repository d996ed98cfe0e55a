import init, * as sealpost from "sealpost";
import { Keyring } from "sealpost/keyring";
import { exchange, exchangeInKeyring, show } from "../shared/exchange.js";

show(async () => {
  await init();
  return { ...exchange(sealpost), ...(await exchangeInKeyring(Keyring)) };
});
