import { svg } from "./emblem.js";

/** The size of the drawing in its own units, which CSS scales. */
const width = 100;
const height = 100;

/**
 * Draws a running search for a key as a curve: the probability (0 to 1) that a search has ended by a time, against the
 * elapsed time in milliseconds. Before the curve reaches the end of the time axis, the axis doubles.
 *
 * @param {HTMLElement} place
 * @returns the function that adds a point to the curve
 */
export function drawCurve(place) {
  /** @type {[elapsed: number, probability: number][]} */
  const points = [[0, 0]];
  /** The length of the time axis, in milliseconds. */
  let span = 2000;
  const area = svg("path", { class: "area" });
  const line = svg("path", { class: "line" });
  const now = piece("now");
  const scale = [50, 90].map((percent) => {
    const label = piece("scale");
    label.textContent = `${percent} %`;
    label.style.top = `${100 - percent}%`;
    return label;
  });
  place.replaceChildren(
    svg("svg", { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" }, [
      area,
      svg("path", { class: "mark", d: "M0 50H100M0 10H100" }),
      svg("path", { class: "floor", d: "M0 100H100" }),
      line,
    ]),
    ...scale,
    now,
  );
  add(0, 0);

  /** @param {number} elapsed @param {number} probability */
  function add(elapsed, probability) {
    points.push([elapsed, probability]);
    while (elapsed > span * 0.9) span *= 2;
    const at = (/** @type {[number, number]} */ [time, value]) =>
      `${((time / span) * width).toFixed(1)} ${((1 - value) * height).toFixed(1)}`;
    const d = `M${points.map(at).join("L")}`;
    line.setAttribute("d", d);
    area.setAttribute("d", `${d}V${height}H0Z`);
    now.style.left = `${(elapsed / span) * 100}%`;
    now.style.top = `${(1 - probability) * 100}%`;
  }
  return add;
}

/** @param {string} name */
function piece(name) {
  const span = document.createElement("span");
  span.className = name;
  span.setAttribute("aria-hidden", "true");
  return span;
}
