/**
 * The error of a letter that is damaged or not in the form that this page writes, or of which a file changed while it
 * was sealed. Its text is for developers.
 */
export class LetterError extends Error {
  code;

  /** @param {string} text @param {"malformed-file" | "signature-invalid" | "source-changed"} [code] */
  constructor(text, code = "malformed-file") {
    super(text);
    this.code = code;
  }
}

/** Milliseconds of work after which the page may answer to its visitor. */
const longestTask = 10;

/** Resolves in a new task. A timer would be slow in a tab that is not shown. @returns {Promise<void>} */
function nextTask() {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Bytes of a file that are read and counted at once: a few milliseconds of work, between which the page answers. */
const step = 256 * 1024;

/**
 * The bytes of a file, step by step. Those of a step are wiped before the next, also if it is the last that is asked for.
 * It fails if the file became shorter or cannot be read any more.
 *
 * @param {Blob} file
 * @param {AbortSignal} signal
 */
export async function* chunksOf(file, signal) {
  for (let at = 0; at < file.size; at += step) {
    const bytes = new Uint8Array(await file.slice(at, at + step).arrayBuffer());
    try {
      signal.throwIfAborted();
      yield bytes;
    } finally {
      bytes.fill(0);
    }
  }
}

/** Reads a stream of bytes by numbers of bytes. What was read is wiped when more is read. */
export class Pieces {
  #reader;
  /** What was read from the stream and not given out yet. */
  #rest = new Uint8Array();
  #tap;
  #taskBegan = performance.now();
  /** How many bytes were given out. */
  position = 0;

  /**
   * @param {ReadableStream<Uint8Array<ArrayBuffer>>} stream
   * @param {(bytes: Uint8Array<ArrayBuffer>) => Promise<void>} [tap] gets every piece of the stream before it is given out
   */
  constructor(stream, tap) {
    this.#reader = stream.getReader();
    this.#tap = tap;
  }

  /** Reads more, if nothing is left. Returns whether there is anything. */
  async #fill() {
    while (this.#rest.length === 0) {
      new Uint8Array(this.#rest.buffer).fill(0);
      // Several pieces may be ready at once.
      if (performance.now() - this.#taskBegan > longestTask) {
        await nextTask();
        this.#taskBegan = performance.now();
      }
      const { done, value } = await this.#reader.read();
      if (done) return false;
      try {
        await this.#tap?.(value);
      } catch (error) {
        value.fill(0);
        throw error;
      }
      this.#rest = value;
    }
    return true;
  }

  /** The next bytes, which stay unread: so many, or fewer at the end. @param {number} length */
  async peek(length) {
    let head = new Uint8Array();
    while (head.length < length && (await this.#fill())) {
      const both = new Uint8Array(head.length + this.#rest.length);
      both.set(head);
      both.set(this.#rest, head.length);
      this.#rest.fill(0);
      head.fill(0);
      this.#rest = this.#rest.subarray(this.#rest.length);
      head = both;
    }
    this.#rest = head;
    return head.slice(0, length);
  }

  /** At least one byte and at most so many; undefined at the end. It is valid until the next call. @param {number} most */
  async some(most) {
    if (!(await this.#fill())) return undefined;
    const piece = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(piece.length);
    this.position += piece.length;
    return piece;
  }

  /** A copy of exactly so many bytes, which the caller has limited. @param {number} length */
  async take(length) {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; ) {
      const piece = await this.some(length - at);
      if (!piece) throw new LetterError("the archive ends early");
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }

  /** Whether nothing follows. */
  async isAtEnd() {
    return !(await this.#fill());
  }

  /** Reads no more. @param {unknown} [reason] */
  async cancel(reason) {
    this.#rest.fill(0);
    await this.#reader.cancel(reason).catch(() => {});
  }
}
