// In a worker: hands every request that reached the server to the page: its address, and when it began, in milliseconds
// of the clock that all threads share. The first message has no requests: it says that the worker runs.
const { postMessage } = /** @type {{ postMessage: (message: object) => void }} */ (/** @type {unknown} */ (self));
new PerformanceObserver((list) => {
  const entries = /** @type {PerformanceResourceTiming[]} */ (list.getEntries());
  const requests = entries
    .filter(({ workerStart, transferSize }) => workerStart === 0 && transferSize > 0)
    .map(({ name, startTime }) => ({ address: name, at: performance.timeOrigin + startTime }));
  if (requests.length > 0) postMessage({ requests });
}).observe({ type: "resource", buffered: true });
postMessage({ requests: [] });
