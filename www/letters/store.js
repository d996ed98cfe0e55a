// Where a file goes while it is being made or opened: to a file that the visitor chose, to a file in this site's own
// storage, which is then given out as a download, or into memory. It is complete only once it was closed.

/**
 * @typedef {object} Store
 * @property {(bytes: Uint8Array<ArrayBuffer>) => Promise<void>} write
 * @property {() => Promise<Blob | undefined>} close completes the file; undefined if it is where the visitor wants it
 * @property {() => Promise<void>} discard deletes what was written, and what `close` returned
 */

/** The folder in this site's storage. A file in it has the name of a lock, which its tab holds as long as it needs the file. */
const folderName = "sealpost files";
/** Bytes up to which a file with a content in clear is kept in memory, so that nothing of it is stored. */
const inMemory = 64 * 1024 * 1024;
/** Bytes that become one Blob. */
const block = 4 * 1024 * 1024;

/** What deletes the files that this tab keeps in the site's storage. @type {Set<() => Promise<void>>} */
const kept = new Set();

/**
 * Deletes a file once its download has had time to end: five minutes, and a second for each 10 MB.
 *
 * @param {() => unknown} discard
 * @param {number} size in bytes
 */
export const discardLater = (discard, size) => setTimeout(discard, 300_000 + size / 10_000);

/** Deletes all files that this tab keeps in the site's storage. */
export const discardAll = () => Promise.all([...kept].map((discard) => discard()));

/**
 * Asks the visitor where to save a file. It has to be called in the click itself, before anything is awaited. Undefined
 * where the browser has no such question; null if the visitor did not choose.
 *
 * @param {string} name
 * @returns {Promise<Store | null | undefined>}
 */
export async function chosenStore(name) {
  const { showSaveFilePicker } =
    /** @type {{ showSaveFilePicker?: (options: object) => Promise<FileSystemFileHandle> }} */ (
      /** @type {unknown} */ (globalThis)
    );
  if (!showSaveFilePicker) return undefined;
  let handle;
  try {
    handle = await showSaveFilePicker({ suggestedName: name });
  } catch (error) {
    if (/** @type {Error} */ (error).name === "AbortError") return null;
    return undefined;
  }
  // The browser has made the file, or emptied one that was there. Firefox and Safari have no such question, and Chromium has
  // `remove` since its version 110.
  const remove = async () => {
    try {
      // Never a file with content. What is written here shows only once the file is complete, and what the visitor had
      // there before is gone: another program has written the content since, or the browser has not emptied the file.
      if ((await handle.getFile()).size === 0) await /** @type {any} */ (handle).remove?.();
    } catch {
      // The file is gone already, or stays, empty.
    }
  };
  try {
    const file = await handle.createWritable();
    return {
      write: (bytes) => file.write(bytes),
      close: () => file.close().then(() => undefined),
      discard: () => file.abort().then(remove, remove),
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * A file that is downloaded once it is complete.
 *
 * @param {number} size about how many bytes it will have
 * @param {boolean} isUnencrypted whether its content is in clear
 * @returns {Promise<Store>}
 */
export async function storeOf(size, isUnencrypted) {
  if (isUnencrypted && size <= inMemory) return memory();
  try {
    return await ownStorage();
  } catch {
    // This browser has no such storage, gives none in a private window, or cannot write there as a stream.
    return memory();
  }
}

/** @returns {Store} */
function memory() {
  /** @type {Blob[]} */
  const blocks = [];
  /** @type {Uint8Array<ArrayBuffer>[]} */
  let parts = [];
  let length = 0;
  const collect = () => {
    blocks.push(new Blob(parts));
    for (const part of parts) part.fill(0);
    parts = [];
    length = 0;
  };
  return {
    async write(bytes) {
      parts.push(bytes.slice());
      length += bytes.length;
      if (length >= block) collect();
    },
    async close() {
      collect();
      return new Blob(blocks.splice(0));
    },
    async discard() {
      for (const part of parts) part.fill(0);
      blocks.length = 0;
      parts = [];
    },
  };
}

/** @returns {Promise<Store>} */
async function ownStorage() {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(folderName, { create: true });
  await sweep(folder);
  const name = `sealpost file ${crypto.randomUUID()}`;
  const release = await hold(name);
  const remove = async () => {
    await folder.removeEntry(name).catch(() => {});
    release();
  };
  try {
    const handle = await folder.getFileHandle(name, { create: true });
    const file = await handle.createWritable();
    const discard = async () => {
      kept.delete(discard);
      await file.abort().catch(() => {});
      await remove();
    };
    kept.add(discard);
    return {
      write: (bytes) => file.write(bytes),
      async close() {
        await file.close();
        return handle.getFile();
      },
      discard,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Deletes what a tab left that was closed or crashed: a file whose lock nobody holds. */
export async function sweepStorage() {
  try {
    await sweep(await (await navigator.storage.getDirectory()).getDirectoryHandle(folderName));
  } catch {
    // There is nothing.
  }
}

/** @param {FileSystemDirectoryHandle} folder */
async function sweep(folder) {
  /** @type {string[]} */
  const names = [];
  const keys = /** @type {{ keys: () => AsyncIterable<string> }} */ (/** @type {unknown} */ (folder)).keys();
  for await (const name of keys) names.push(name);
  for (const name of names) {
    await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
      if (lock) await folder.removeEntry(name).catch(() => {});
    });
  }
}

/** Holds a lock until the function that it returns is called, or the tab is closed. @param {string} name */
async function hold(name) {
  /** @type {() => void} */
  let release = () => {};
  const released = new Promise((resolve) => (release = () => resolve(undefined)));
  await new Promise((resolve, reject) => {
    const held = () => {
      resolve(undefined);
      return released;
    };
    navigator.locks.request(name, held).catch(reject);
  });
  return release;
}
