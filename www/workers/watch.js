// In a worker: hands every request that the browser reports for it to the page: its address, and when it began, in
// milliseconds of the clock that all threads share. The first message has none: it says that the worker runs.
const { postMessage } = /** @type {{ postMessage: (message: object) => void }} */ (/** @type {unknown} */ (self));
new PerformanceObserver((list) => {
  postMessage({
    requests: list
      .getEntries()
      .map(({ name, startTime }) => ({ address: name, at: performance.timeOrigin + startTime })),
  });
}).observe({ type: "resource", buffered: true });
postMessage({ requests: [] });
