// The script of the cipher worker, which encrypts and decrypts the content of messages of many megabytes. WebCrypto
// first copies the content, which would block the page's thread. The build bundles this file into js/cipher-worker.js.
import { aesGcm } from "../base/aes-gcm.js";
import { post, wipe } from "../base/transfer.js";

/** @import { ToCipher } from "../client/protocol.js" */

const page = /** @type {any} */ (self);

self.onmessage = async (/** @type {MessageEvent<ToCipher>} */ { data }) => {
  const { id, operation, parameters, input } = data;
  try {
    const output = await aesGcm(operation, parameters, input);
    post(page, { id, output });
  } catch (error) {
    wipe(data);
    post(page, { id, failure: String(error) });
  }
};
post(page, { ready: true });
