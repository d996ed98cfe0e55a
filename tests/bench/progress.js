/** Tells the person at the terminal what is being measured. @param {string} text */
export function progress(text) {
  console.error(`measuring: ${text}`);
}
