// WebKitGTK, driven by its WebKitWebDriver (W3C WebDriver) on a virtual display (Xvfb), because it has no headless
// mode.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createServer } from "node:net";
import { find, program } from "./program.js";

/** @typedef {Awaited<ReturnType<typeof launchWebKit>>} WebKit */

/** The browser for the driver. Distributions install it beside WebKit's library, at most two folders down. */
function miniBrowser() {
  const folders = ["/usr/lib", "/usr/libexec"].flatMap((folder) => [folder, ...subfolders(folder)]).flatMap(subfolders);
  return find(
    "SEALPOST_WEBKIT_BROWSER",
    ["MiniBrowser"],
    folders.filter((folder) => folder.includes("webkit")),
  );
}

/** @param {string} folder */
function subfolders(folder) {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${folder}/${name}`);
  } catch {
    return [];
  }
}

/** Starts the display, the driver, and the browser with one window. `close` ends all three. */
export async function launchWebKit() {
  const children = /** @type {import("node:child_process").ChildProcess[]} */ ([]);
  const end = () => children.reverse().forEach((child) => child.kill());
  try {
    const display = spawn(
      program("SEALPOST_XVFB", ["Xvfb"], "xvfb"),
      ["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"],
      {
        stdio: ["ignore", "pipe", "ignore"],
      },
    );
    children.push(display);
    const [number] = await once(/** @type {import("node:stream").Readable} */ (display.stdout), "data");
    const port = await freePort();
    children.push(
      spawn(program("SEALPOST_WEBKIT_DRIVER", ["WebKitWebDriver"], "webkit2gtk-driver"), [`--port=${port}`], {
        stdio: "ignore",
        env: {
          ...process.env,
          DISPLAY: `:${String(number).trim()}`,
          // Containers lack the user namespaces of the sandbox, and a graphics card.
          WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
          LIBGL_ALWAYS_SOFTWARE: "1",
        },
      }),
    );
    const driver = new Driver(`http://127.0.0.1:${port}`);
    await driver.start(miniBrowser() ?? "");
    return {
      /** @param {string} url */
      goto: (url) => driver.ask("POST", "/url", { url }),
      /**
       * Runs a function in the page. Argument and result go as JSON.
       *
       * @template T, [A=undefined]
       * @param {(argument: A) => T | Promise<T>} operation
       * @param {A} [argument]
       * @returns {Promise<T>}
       */
      evaluate: (operation, argument) => driver.evaluate(String(operation), argument),
      version: () => driver.version,
      close: async () => {
        await driver.ask("DELETE", "", undefined).catch(() => {});
        end();
      },
    };
  } catch (error) {
    end();
    throw error;
  }
}

/** A free port. @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** One session of W3C WebDriver. */
class Driver {
  #address;
  #session = "";
  version = "";

  /** @param {string} address */
  constructor(address) {
    this.#address = address;
  }

  /** @param {string} binary */
  async start(binary) {
    const options = { "webkitgtk:browserOptions": { binary, args: ["--automation"] } };
    const { sessionId, capabilities } = await this.#started({ capabilities: { alwaysMatch: options } });
    this.#session = `/session/${sessionId}`;
    this.version = capabilities.browserVersion;
    await this.ask("POST", "/timeouts", { script: 600_000, pageLoad: 60_000 });
  }

  /**
   * Begins a session. Until the driver listens, `fetch` fails with a TypeError: that is tried again for five seconds.
   *
   * @param {unknown} body
   */
  async #started(body) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.ask("POST", "/session", body);
      } catch (error) {
        if (attempt === 50 || !(error instanceof TypeError)) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} body
   * @returns {Promise<any>}
   */
  async ask(method, path, body) {
    const response = await fetch(`${this.#address}${this.#session}${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { value } = /** @type {any} */ (await response.json());
    if (!response.ok) throw new Error(`WebKit: ${value.error}: ${value.message}`);
    return value;
  }

  /**
   * @param {string} operation
   * @param {unknown} argument
   */
  async evaluate(operation, argument) {
    const script = `const done = arguments[1];
      (async () => (${operation})(arguments[0]))().then(
        (value) => done({ value }), (error) => done({ error: String(error) }));`;
    const { value, error } = await this.ask("POST", "/execute/async", { script, args: [argument ?? null] });
    if (error !== undefined) throw new Error(`in WebKit's page: ${error}`);
    return value;
  }
}
