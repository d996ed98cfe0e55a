// What tests/support/browser/ defines in the page's global scope.
export {};

declare global {
  interface Window {
    reportTrouble(text: string): void;
  }
}
