// What tests of the page define in its global scope.
export {};

declare global {
  var seen: string[];
  var received: import("./keys/recorder.js").Received[];
  var visitor: {
    find(selector: string): HTMLElement;
    visible(selector: string): Element | undefined;
    until(condition: () => unknown): Promise<unknown>;
    fill(selector: string, value: string): void;
    submit(selector: string): void;
  };
  var watchGaps: () => () => number;
  var stray: boolean | undefined;
  var tasks: { startTime: number; duration: number }[];
  var reached: (name: string, after: number) => void;
  var streams: MediaStream[];
  var release: () => void;
  var axe: typeof import("axe-core");
  var attempts: () => Record<string, () => boolean>;
}
