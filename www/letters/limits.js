/** The files of a letter: `MAX_FILES` in src/jwt/types.rs. */
export const filesAtMost = 1_000;
/** Bytes of all entries together: 1 TiB. */
export const bytesAtMost = 2 ** 40;
/** Bytes of a letter's text, as many as an unsigned message can hold. A signed one has at most 1 MiB. */
export const longestText = 64 * 1024 * 1024;
/** Bytes of a letter's token: `MAX_TOKEN` in src/jwt/jws.rs. */
export const longestToken = 8 * 1024 * 1024 + 65_536;
