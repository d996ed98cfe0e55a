import { exchange, exchangeInKeyring, show } from "./exchange.js";
import init, * as sealpost from "./sealpost/index.js";
import { Keyring } from "./sealpost/keyring.js";

show(async () => {
  await init();
  return { ...exchange(sealpost), ...(await exchangeInKeyring(Keyring)) };
});
