/**
 * For each worker the SHA-256 of its script, in hexadecimal. The build fills it in, and gives the script's folder this
 * name.
 */
const folders = { keyring: "", generator: "", cipher: "", files: "" };

/**
 * The address of a worker's script. It contains the script's hash, so a page never starts a worker of another version:
 * after an update the server has nothing at this address, and the service worker has the same script or nothing.
 *
 * @param {keyof typeof folders} kind
 */
export const workerFile = (kind) => new URL(`./workers/${folders[kind]}/${kind}-worker.js`, document.baseURI).href;
