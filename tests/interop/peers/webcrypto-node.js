// The peer WebCrypto in Node.
import { serve } from "./serve.js";
import { webcrypto } from "./webcrypto.js";

await serve({ ...webcrypto(crypto.subtle), version: () => process.versions.node }, false);
