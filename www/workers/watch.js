// In a worker: hands every request that the browser reports for it to the page, by address.
const { postMessage } = /** @type {{ postMessage: (message: object) => void }} */ (/** @type {unknown} */ (self));
new PerformanceObserver((list) => {
  postMessage({ requests: list.getEntries().map(({ name }) => name) });
}).observe({ type: "resource", buffered: true });
