// Limits that the Rust crate has too, which JavaScript checks before anything is copied into the wasm module, and on
// pages that have not loaded the module; and three numbers that JavaScript uses without refusing anything by them:
// ENCLOSED_LIMIT, ITERATIONS and SIEVE_BOUND. Each comment names the constant in Rust;
// tests/architecture/limits.test.js compares the values.

/** The longest key, encoded, in bytes: `MAX_KEY_LENGTH` in src/encoding/document.rs. */
export const KEY_LIMIT = 64 << 10;
/** The longest key ID (`kid`), in characters: `MAX_KID` in src/key/limits.rs. */
export const KID_LIMIT = 1024;
/** The largest modulus, in bits: `MAX_BITS` in src/key/limits.rs. */
export const MODULUS_LIMIT = 8192;
/** The longest message, in bytes: `MAX_MESSAGE` in src/jwe/limits.rs. */
export const MESSAGE_LIMIT = 64 << 20;
/** The longest content of a signed message, in bytes: `MAX_SIGNED` in src/jwt/types.rs. */
export const SIGNED_LIMIT = 1 << 20;
/** The most files of a letter: `MAX_FILES` in src/jwt/types.rs. */
export const FILES_LIMIT = 1_000;
/** The most recipients of a message: `MAX_RECIPIENTS` in src/jwe/limits.rs. */
export const RECIPIENT_LIMIT = 100;
/** The most characters of the longest message besides its ciphertext: `MAX_OVERHEAD` in src/jwe/limits.rs. */
export const OVERHEAD_LIMIT = 1 << 20;
/** The longest `aad` that is written, in bytes: `MAX_AAD` in src/jwe/limits.rs. */
export const AAD_LIMIT = 512 << 10;
/** The longest text in which a message is searched for, in bytes: `MAX_ENCLOSED` in src/jwe/limits.rs. */
export const ENCLOSED_LIMIT = 8 << 20;
/** Iterations of PBKDF2 for a new passphrase: `ITERATIONS` in src/encoding/cipher/pbes2.rs. */
export const ITERATIONS = 600_000;
/** The most iterations accepted, ten seconds of work or more: `MAX_ITERATIONS` in src/encoding/cipher/pbes2.rs. */
export const ITERATION_LIMIT = 10_000_000;
/** The sieve removes the multiples of all primes below this: `BOUND` in crates/engine/src/primes/sieve.rs. */
export const SIEVE_BOUND = 1 << 18;
