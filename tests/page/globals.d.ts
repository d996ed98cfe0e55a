// What the tests leave in the page's global scope.
export {};

declare global {
  interface Window {
    reportTrouble(text: string): void;
  }
  var seen: string[];
  var received: import("./recorder.js").Received[];
  var stray: boolean | undefined;
  var goOn: () => void;
  var axe: typeof import("axe-core");
  var attempts: () => Record<string, () => boolean>;
}
