/** How a sealed file begins, in bytes and in text (c2sp.org/age). */
const beginning = /^(age-encryption\.org\/|-----BEGIN AGE ENC)/;

/** Whether a file is sealed in the age format, by its first characters. @param {Blob} file */
export async function isSealedFile(file) {
  return beginning.test(await file.slice(0, 32).text());
}

/** Whether a text is a sealed file in armor. @param {string} text */
export const isArmored = (text) => beginning.test(text.trimStart());
