// In a worker: tells the page of each of the worker's requests that reached the server: its address, and when it began,
// in milliseconds since 1970. An empty message says that the worker runs. As in site/requests.js, `workerStart` is 0 if
// a request did not go through the service worker, and `transferSize` is 0 if a cache answered.
const { postMessage } = /** @type {{ postMessage: (message: object) => void }} */ (/** @type {unknown} */ (self));
new PerformanceObserver((list) => {
  const entries = /** @type {PerformanceResourceTiming[]} */ (list.getEntries());
  const requests = entries
    .filter(({ workerStart, transferSize }) => workerStart === 0 && transferSize > 0)
    .map(({ name, startTime }) => ({ address: name, at: performance.timeOrigin + startTime }));
  if (requests.length > 0) postMessage({ requests });
}).observe({ type: "resource", buffered: true });
postMessage({ requests: [] });
