// A slow line to the served site: a proxy on TCP, which sends to all of a browser's connections together at a given
// speed. Unlike the browser's own emulation it also slows what workers load, and it counts the bytes.
import { connect, createServer } from "node:net";

/** Milliseconds between two slices of what is sent. */
const tick = 10;
/** How many bytes of an answer may wait here. With more, nothing is read from the server. */
const waitingAtMost = 65_536;

/**
 * @param {string} target the address of the site
 * @param {{ bitsPerSecond: number, latency: number }} line `latency`: milliseconds that each direction takes
 */
export async function slowLine(target, { bitsPerSecond, latency }) {
  const { hostname, port } = new URL(target);
  /** @type {Set<{ waiting: Buffer[], size: number, send: (slice: Buffer) => void, more: () => void }>} */
  const connections = new Set();
  const line = { address: "", bytes: 0, stop: () => {} };
  const server = createServer((browser) => {
    const site = connect(Number(port), hostname === "localhost" ? "127.0.0.1" : hostname);
    /** @param {() => void} act */
    const later = (act) => void setTimeout(act, latency);
    const connection = {
      waiting: /** @type {Buffer[]} */ ([]),
      size: 0,
      send: (/** @type {Buffer} */ slice) => later(() => browser.writable && browser.write(slice)),
      more: () => void site.resume(),
    };
    connections.add(connection);
    site.on("data", (piece) => {
      connection.waiting.push(piece);
      connection.size += piece.length;
      if (connection.size > waitingAtMost) site.pause();
    });
    browser.on("data", (piece) => later(() => site.writable && site.write(piece)));
    for (const [one, other] of [
      [browser, site],
      [site, browser],
    ]) {
      one?.on("error", () => other?.destroy());
      one?.on("close", () => {
        connections.delete(connection);
        other?.destroy();
      });
    }
  });
  const timer = setInterval(() => {
    let left = Math.round((bitsPerSecond / 8) * (tick / 1000));
    // The connections share the line as TCP's do, more or less: each sends a packet in turn.
    for (const connection of connections) {
      const slice = take(connection, Math.min(left, 1460));
      if (!slice) continue;
      left -= slice.length;
      line.bytes += slice.length;
      connection.send(slice);
      // The set keeps the order in which its members were added, and this loop comes to those that are added now.
      connections.delete(connection);
      connections.add(connection);
    }
  }, tick);
  // A test that fails does not call `stop`. The process must end all the same.
  server.unref();
  timer.unref();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  line.address = `http://localhost:${typeof address === "object" ? address?.port : ""}/`;
  line.stop = () => {
    clearInterval(timer);
    server.close();
  };
  return line;
}

/**
 * Takes at most `most` bytes from what waits.
 *
 * @param {{ waiting: Buffer[], size: number, more: () => void }} connection
 * @param {number} most
 */
function take(connection, most) {
  const [first] = connection.waiting;
  if (!first || most <= 0) return undefined;
  const slice = first.subarray(0, most);
  if (slice.length === first.length) connection.waiting.shift();
  else connection.waiting[0] = first.subarray(slice.length);
  connection.size -= slice.length;
  if (connection.size <= waitingAtMost) connection.more();
  return slice;
}
