// The script of the worker in which a page seals and opens files. It has file keys, and no private keys. The build
// bundles it into js/files-worker.js.
import { serve } from "../files/worker.js";

serve(/** @type {any} */ (self));
