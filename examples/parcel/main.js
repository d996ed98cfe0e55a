import init, * as sealpost from "sealpost/inline";
import { Keyring } from "sealpost/inline";
import { exchange, exchangeInKeyring, show } from "../shared/exchange.js";

show(async () => {
  await init();
  return { ...exchange(sealpost), ...(await exchangeInKeyring(Keyring)) };
});
