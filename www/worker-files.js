/** Names the two files' content. The build puts it in place of the empty one, as the name of the folder they are in. */
const version = "";

/**
 * Where the page's own worker is: the one that it was built with. After an update there is none at this address, or, as
 * long as the service worker keeps it, the same one; a page never starts a worker of another version.
 *
 * @param {"keyring" | "generator"} kind
 */
export const workerFile = (kind) => new URL(`./workers/${version}/${kind}-worker.js`, import.meta.url).href;
