// The script of the keyring worker, which owns the private keys. It stores them encrypted, and gives them to the page
// only by `export` and `backup`. The build bundles it into js/keyring-worker.js.
import { serve } from "../worker/server.js";

serve(/** @type {any} */ (self));
