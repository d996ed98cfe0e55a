// One file in an instance of the wasm module for files (crates/age/src/wasm.rs), which encrypts or decrypts it piece by
// piece. Each file has an instance of its own: its memory is freed when the file ends, and a trap does not concern
// other files.
import { SealpostError } from "../base/errors.js";
import { wipe } from "../base/transfer.js";
import { internalError } from "../module/instance.js";

/** @import { ErrorCode } from "../base/errors.js" */
/** @import { NewBytes } from "../index.js" */

/**
 * The exports of the module, which crates/age/src/wasm.rs describes.
 *
 * @typedef {object} Exports
 * @property {WebAssembly.Memory} memory
 * @property {() => number} input
 * @property {() => number} output
 * @property {() => number} output_length
 * @property {(length: number) => number} recipient
 * @property {(armor: number) => number} seal
 * @property {(encoding: number) => number} open
 * @property {(length: number) => number} update
 * @property {() => number} finish
 * @property {() => number} stanzas
 * @property {() => number} unlock
 * @property {() => void} wipe
 */

/** The most bytes of input for one call: `INPUT` in crates/age/src/wasm.rs. */
const INPUT = 64 << 10;
/**
 * Length in bytes of each piece of output but the last, where the caller does not ask for another. Node's streams of
 * files have pieces of this length too. If pieces of output had the length of an encrypted chunk, which is a little
 * more, an allocator like glibc's could not use the memory of pieces that were read for pieces of output, and a process
 * would take twice the memory.
 */
const PIECE = 64 << 10;
/** Tells the module to recognise the encoding of a file by its first byte. */
const UNKNOWN_ENCODING = 2;
/** The codes of errors, by the negative results of the module's functions. @type {Record<number, ErrorCode>} */
const CODES = { [-1]: "malformed-file", [-2]: "decryption-failed", [-3]: "message-too-long" };

/**
 * @typedef {object} SealParams What begins a sealed file. The file key is wiped.
 * @property {Uint8Array} fileKey 16 random bytes.
 * @property {Uint8Array} nonce 16 random bytes.
 * @property {Uint8Array} stanzas See {@link packStanzas}.
 * @property {boolean} armor
 */

export class Codec {
  /** @type {Exports} */
  #exports;
  #pieceLength;
  /** Output that is not given out yet: the first `#filled` bytes. */
  #piece;
  #filled = 0;
  /** Pieces whose memory is used again. @type {NewBytes[]} */
  #spares = [];

  /** @param {Exports} exports @param {number} pieceLength */
  constructor(exports, pieceLength) {
    this.#exports = exports;
    this.#pieceLength = pieceLength;
    this.#piece = new Uint8Array(pieceLength);
  }

  /**
   * @param {WebAssembly.Module} module
   * @param {number} [pieceLength] Length in bytes of each piece of output but the last.
   */
  static async create(module, pieceLength = PIECE) {
    const { exports } = await WebAssembly.instantiate(module);
    return new Codec(/** @type {Exports} */ (/** @type {unknown} */ (exports)), pieceLength);
  }

  /**
   * Begins to seal a file, and returns what is complete of the beginning: a long header can fill a piece.
   *
   * @param {SealParams} params
   */
  seal({ fileKey, nonce, stanzas, armor }) {
    const { recipient, seal } = this.#exports;
    for (const stanza of unpackStanzas(stanzas)) {
      this.#write(stanza.tag);
      this.#write(stanza.body, stanza.tag.length);
      this.#call(() => recipient(stanza.tag.length + stanza.body.length));
    }
    this.#write(fileKey);
    this.#write(nonce, fileKey.length);
    fileKey.fill(0);
    this.#call(() => seal(Number(armor)));
    /** @type {NewBytes[]} */
    const pieces = [];
    this.#collect(pieces);
    return pieces;
  }

  /** Begins to open a file. @param {boolean | undefined} armor */
  open(armor) {
    this.#call(() => this.#exports.open(armor === undefined ? UNKNOWN_ENCODING : Number(armor)));
  }

  /**
   * Takes a piece of a file, and returns what is complete.
   *
   * @param {Uint8Array} bytes They are copied.
   */
  update(bytes) {
    /** @type {NewBytes[]} */
    const pieces = [];
    for (let at = 0; at < bytes.length; at += INPUT) {
      const input = bytes.subarray(at, at + INPUT);
      this.#write(input);
      this.#call(() => this.#exports.update(input.length));
      this.#collect(pieces);
    }
    return pieces;
  }

  /** Takes back pieces of output, whose memory is used again. @param {NewBytes[]} pieces */
  reuse(pieces) {
    this.#spares.push(...pieces.filter(({ length }) => length === this.#pieceLength));
  }

  /** Ends the file, and returns the rest. */
  finish() {
    this.#call(() => this.#exports.finish());
    /** @type {NewBytes[]} */
    const pieces = [];
    this.#collect(pieces);
    if (this.#filled > 0) pieces.push(this.#piece.slice(0, this.#filled));
    this.#filled = 0;
    return pieces;
  }

  /** The stanzas for RSA keys, packed, once the header of a file is complete. Undefined before. */
  stanzas() {
    return this.#call(() => this.#exports.stanzas()) === 1 ? this.#output().slice() : undefined;
  }

  /**
   * Continues after the header, and returns what is complete.
   *
   * @param {Uint8Array} fileKey It is wiped.
   */
  unlock(fileKey) {
    this.#write(fileKey);
    fileKey.fill(0);
    this.#call(() => this.#exports.unlock());
    /** @type {NewBytes[]} */
    const pieces = [];
    this.#collect(pieces);
    return pieces;
  }

  /** Wipes the keys, and the plaintext in the module's memory. The codec is not used again. */
  wipe() {
    wipe([this.#piece, this.#spares]);
    try {
      this.#exports.wipe();
    } catch {
      // After a trap there is nothing to be done: the instance is dropped.
    }
  }

  /** @param {Uint8Array} bytes @param {number} [start] Where in the module's input. */
  #write(bytes, start = 0) {
    const { memory, input } = this.#exports;
    // The first call makes the input, which may move the memory.
    const address = input() + start;
    new Uint8Array(memory.buffer, address, bytes.length).set(bytes);
  }

  /** A view of the module's output. */
  #output() {
    const { memory, output, output_length: length } = this.#exports;
    const [address, count] = [output(), length()];
    return new Uint8Array(memory.buffer, address, count);
  }

  /** Copies the module's output, and appends the pieces that are complete. @param {NewBytes[]} pieces */
  #collect(pieces) {
    const output = this.#output();
    for (let at = 0; at < output.length; ) {
      const part = output.subarray(at, at + this.#pieceLength - this.#filled);
      this.#piece.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#pieceLength) {
        pieces.push(this.#piece);
        this.#piece = this.#spares.pop() ?? new Uint8Array(this.#pieceLength);
        this.#filled = 0;
      }
    }
  }

  /**
   * Calls a function of the module. A negative result is an error, whose text is the output.
   *
   * @param {() => number} operation
   */
  #call(operation) {
    let status;
    try {
      status = operation();
    } catch (cause) {
      throw internalError(cause);
    }
    const code = CODES[status];
    if (code) throw new SealpostError(code, new TextDecoder().decode(this.#output().slice()));
    return status;
  }
}

/** @typedef {{ tag: Uint8Array, body: Uint8Array }} Stanza The tag of a recipient's key, and the encrypted file key. */

/** Length of a tag in bytes. */
export const TAG_LENGTH = 4;
/** Length in bytes of the number that is packed before each body: the body's length, big-endian. */
const LENGTH_LENGTH = 2;

/**
 * Stanzas as one array of bytes: of each the tag, the length of the body, and the body.
 *
 * @param {Stanza[]} stanzas
 */
export function packStanzas(stanzas) {
  const heads = TAG_LENGTH + LENGTH_LENGTH;
  const packed = new Uint8Array(stanzas.reduce((sum, { body }) => sum + heads + body.length, 0));
  let at = 0;
  for (const { tag, body } of stanzas) {
    packed.set(tag, at);
    packed.set([body.length >> 8, body.length & 255], at + TAG_LENGTH);
    packed.set(body, at + heads);
    at += heads + body.length;
  }
  return packed;
}

/**
 * Views of the stanzas in what `packStanzas` or the module packed.
 *
 * @param {Uint8Array} packed
 */
export function unpackStanzas(packed) {
  /** @type {Stanza[]} */
  const stanzas = [];
  for (let at = 0; at < packed.length; ) {
    const [high = 0, low = 0] = packed.subarray(at + TAG_LENGTH);
    const start = at + TAG_LENGTH + LENGTH_LENGTH;
    const end = start + (high << 8) + low;
    stanzas.push({ tag: packed.subarray(at, at + TAG_LENGTH), body: packed.subarray(start, end) });
    at = end;
  }
  return stanzas;
}
