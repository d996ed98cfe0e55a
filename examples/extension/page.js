import { exchangeInKeyring, show } from "./exchange.js";
import { Keyring } from "./sealpost/keyring.js";

// The page has the keyring, whose keys stay in the extension's own storage.
show(async () => ({ ...(await chrome.runtime.sendMessage("exchange")), ...(await exchangeInKeyring(Keyring)) }));
