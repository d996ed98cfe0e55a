import { encode } from "../vendor/uqr.js";
import { svg } from "./emblem.js";

/**
 * A QR code as an SVG element. Undefined if the text is too long for a QR code.
 *
 * @param {string} text
 */
export function qr(text) {
  try {
    const { data, size } = encode(text, { ecc: "L", border: 4 });
    const rows = data.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")).join(""));
    return svg("svg", { viewBox: `0 0 ${size} ${size}`, "shape-rendering": "crispEdges", role: "img" }, [
      svg("rect", { width: size, height: size, class: "light" }),
      svg("path", { d: rows.join(""), class: "dark" }),
    ]);
  } catch {
    return undefined;
  }
}
