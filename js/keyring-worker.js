// The entry of the keyring worker, which owns the private keys. They leave it only by `export` and `backup`.
import { serve } from "./worker/server.js";

serve(/** @type {any} */ (self));
