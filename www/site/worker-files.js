/** For each worker the SHA-256 of its script. The build puts it here, and names the folder by it in which the script is. */
const folders = { keyring: "", generator: "", cipher: "", files: "" };

/**
 * Where the page's own worker is: the one that it was built with. After an update there is none at this address, or, as
 * long as the service worker keeps it, the same one; a page never starts a worker of another version.
 *
 * @param {keyof typeof folders} kind
 */
export const workerFile = (kind) => new URL(`./workers/${folders[kind]}/${kind}-worker.js`, document.baseURI).href;
