// A small ornament drawn from a key's fingerprint: always the same for the same key, so that people recognise it. It is
// for recognition, never for verification: two keys can have emblems that look alike.

const svgNamespace = "http://www.w3.org/2000/svg";

/**
 * Makes an SVG element.
 *
 * @param {string} name
 * @param {Record<string, string | number>} attributes numbers are rounded to two decimals
 * @param {SVGElement[]} children
 */
export function svg(name, attributes = {}, children = []) {
  const element = document.createElementNS(svgNamespace, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, typeof value === "number" ? String(Math.round(value * 100) / 100) : value);
  }
  element.append(...children);
  return element;
}

/**
 * The emblem as it stands beside a name.
 *
 * @param {string} fingerprint `SHA256:…` as OpenSSH writes it
 */
export function emblem(fingerprint) {
  const choose = chooser(bytesOf(fingerprint));
  const shape = choose(ground.length);
  const tone = choose(2) === 0 ? "dark" : "light";
  return svg("svg", { viewBox: "-32 -32 64 64", class: `emblem ${tone}`, "aria-hidden": "true" }, [
    svg("path", { d: ground[shape]?.() ?? circle(31), class: "ground" }),
    ...ornament(choose),
  ]);
}

/**
 * The same ornament pressed into sealing wax.
 *
 * @param {string} fingerprint
 */
export function wax(fingerprint) {
  const bytes = bytesOf(fingerprint);
  const choose = chooser(bytes);
  // The emblem's shape and tone are passed over, so that the choices of the ornament are the same.
  choose(ground.length);
  choose(2);
  const marks = ornament(choose);
  const pressed = (/** @type {string} */ layer, /** @type {number} */ shift) =>
    svg(
      "g",
      { class: layer, transform: `translate(${shift} ${shift}) scale(1.08)` },
      marks.map((mark) => /** @type {SVGElement} */ (mark.cloneNode(true))),
    );
  return svg("svg", { viewBox: "-48 -48 96 96", class: "wax", "aria-hidden": "true" }, [
    svg("path", { d: drip(bytes, 45), class: "body" }),
    svg("path", { d: drip(bytes, 42.5), class: "gloss", transform: "translate(-0.8 -0.9)" }),
    svg("circle", { r: 33, class: "edge" }),
    svg("circle", { r: 32, cx: 0.7, cy: 0.7, class: "dent" }),
    pressed("shadow", 0.8),
    pressed("light", -0.5),
  ]);
}

/** @param {string} fingerprint */
function bytesOf(fingerprint) {
  const base64 = fingerprint.slice(fingerprint.indexOf(":") + 1);
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/**
 * Makes the function that chooses: each call takes the next byte and returns a number below `choices`.
 *
 * @param {Uint8Array} bytes
 * @returns {(choices: number) => number}
 */
function chooser(bytes) {
  let next = 0;
  return (choices) => (bytes[next++ % bytes.length] ?? 0) % choices;
}

/** The outlines of the emblem, as path data. @type {(() => string)[]} */
const ground = [
  () => circle(31),
  () => lobed(12, 31, 28),
  () => polygon(8, 31.5, Math.PI / 8),
  () => "M-22-29H22Q29-29 29-22V22Q29 29 22 29H-22Q-29 29-29 22V-22Q-29-29-22-29Z",
];

/**
 * The ornament in the outline: three rings, from the outside inwards, that have the same n-fold symmetry, and a centre,
 * which may have another.
 *
 * @param {(choices: number) => number} choose
 * @returns {SVGElement[]}
 */
function ornament(choose) {
  const n = [5, 6, 7, 8, 9, 10][choose(6)] ?? 6;
  const rim = rims[choose(rims.length)]?.(n) ?? [];
  const crown = around(n, 0, crowns[choose(crowns.length)]?.(n, choose(3)) ?? []);
  const field = around(n, Math.PI / n, fields[choose(fields.length)]?.(n) ?? []);
  const heart = hearts[choose(hearts.length)]?.(n) ?? [];
  return [...rim, ...crown, ...field, ...heart];
}

/** The outermost rings, complete. @type {((n: number) => SVGElement[])[]} */
const rims = [
  () => [line(circle(26.8), 1.4), line(circle(23.6), 1)],
  (n) => around(n * 3, 0, [dot(0, -25.5, 1.5)]),
  (n) => around(n * 4, 0, [line("M0-27.4V-23.6", 1.4)]),
  (n) => [line(lobed(n * 2, 26.8, 23), 1.6)],
  (n) => around(n, 0, [line(arc(25.6, (0.62 * Math.PI) / n), 2)]),
  (n) => [...around(n, 0, [dot(0, -25.4, 2)]), ...around(n, Math.PI / n, [dot(0, -25.4, 0.9)])],
  (n) => around(n * 2, 0, [solid("M0-28 2.2-23.6H-2.2Z")]),
  () => [line(circle(25.4), 2.4)],
];

/** The marks of which `around` makes the second ring. @type {((n: number, size: number) => SVGElement[])[]} */
const crowns = [
  (n, size) => [solid(petal(7, 22, ((20 + size * 2) / n) * 2))],
  (n, size) => [line(petal(6, 21.5, ((20 + size * 2) / n) * 2), 1.7)],
  (_, size) => [dot(0, -16.4, 2.8 + size * 0.5)],
  (_, size) => [line("M0-8V-17", 1.8), dot(0, -18.2, 2.3 + size * 0.3)],
  (n) => [solid(`M0-22 ${24 / n}-15 0-8 ${-24 / n}-15Z`)],
  (n, size) => [line(`M${-24 / n}-12 0-20 ${24 / n}-12`, 2 + size * 0.3)],
  (n) => [line(circle(22 / n, 0, -16), 1.7)],
  (n) => [solid(`M0-21.5Q${26 / n}-15 0-10.5 ${-26 / n}-15 0-21.5Z`), line("M0-10V-6", 1.4)],
];

/** The marks of the third ring, between those of the second. @type {((n: number) => SVGElement[])[]} */
const fields = [
  () => [],
  () => [dot(0, -19, 1.3)],
  () => [line("M0-20V-12", 1.4)],
  () => [dot(0, -13, 1.2)],
  (n) => [line(petal(7, 16, 16 / n), 1.2)],
  () => [line("M-1.8-18.3 0-20.6 1.8-18.3", 1.4)],
];

/** The centres, complete. @type {((n: number) => SVGElement[])[]} */
const hearts = [
  () => [dot(0, 0, 4)],
  () => [line(circle(4.6), 1.6)],
  (n) => around(n, 0, [dot(0, -4.6, 1.3)]),
  (n) => [solid(star(n, 6.4, 2.8))],
  () => [line("M0-5.4V5.4M-5.4 0H5.4", 2)],
  () => [line(circle(5.2), 1.2), dot(0, 0, 2.2)],
  (n) => [line(polygon(n < 7 ? n : 4, 5.6, 0), 1.4)],
];

/**
 * Repeats marks n times around the centre.
 *
 * @param {number} n
 * @param {number} start the angle of the first repetition, in radians
 * @param {SVGElement[]} marks
 */
function around(n, start, marks) {
  if (marks.length === 0) return [];
  return Array.from({ length: n }, (_, k) =>
    svg(
      "g",
      { transform: `rotate(${(((start + (2 * Math.PI * k) / n) * 180) / Math.PI).toFixed(2)})` },
      marks.map((mark) => /** @type {SVGElement} */ (mark.cloneNode(true))),
    ),
  );
}

/** @param {number} x @param {number} y @param {number} r */
function dot(x, y, r) {
  return svg("circle", { cx: x, cy: y, r, class: "solid" });
}

/** @param {string} d @param {number} width */
function line(d, width) {
  return svg("path", { d, class: "line", "stroke-width": width });
}

/** @param {string} d */
function solid(d) {
  return svg("path", { d, class: "solid" });
}

/** @param {number} r @param {number} [x] @param {number} [y] */
function circle(r, x = 0, y = 0) {
  return `M${x - r} ${y}A${r} ${r} 0 1 1 ${x + r} ${y}A${r} ${r} 0 1 1 ${x - r} ${y}Z`;
}

/** @param {number} r @param {number} half half the angle of the arc, in radians */
function arc(r, half) {
  const x = r * Math.sin(half);
  const y = -r * Math.cos(half);
  return `M${-x} ${y}A${r} ${r} 0 0 1 ${x} ${y}`;
}

/** @param {number} from @param {number} to @param {number} width */
function petal(from, to, width) {
  const middle = -(from + to) / 2;
  return `M0 ${-from}Q${width} ${middle} 0 ${-to}Q${-width} ${middle} 0 ${-from}Z`;
}

/** @param {number} n @param {number} r @param {number} turn */
function polygon(n, r, turn) {
  return closed(Array.from({ length: n }, (_, k) => polar(r, turn + (2 * Math.PI * k) / n)));
}

/** @param {number} n @param {number} outer @param {number} inner */
function star(n, outer, inner) {
  return closed(Array.from({ length: 2 * n }, (_, k) => polar(k % 2 ? inner : outer, (Math.PI * k) / n)));
}

/** @param {number} n @param {number} outer @param {number} inner */
function lobed(n, outer, inner) {
  const points = Array.from({ length: n }, (_, k) => {
    const end = polar(inner, (2 * Math.PI * (k + 1)) / n);
    const control = polar(2 * outer - inner, (2 * Math.PI * (k + 0.5)) / n);
    return `Q${control} ${end}`;
  });
  return `M${polar(inner, 0)}${points.join("")}Z`;
}

/**
 * The outline of a blob of wax, whose unevenness depends on bytes 16 to 29 of the fingerprint.
 *
 * @param {Uint8Array} bytes
 * @param {number} r
 */
function drip(bytes, r) {
  const n = 14;
  const radius = (/** @type {number} */ k) => r - ((bytes[16 + (k % n)] ?? 0) / 255) * 6;
  const at = (/** @type {number} */ k) => polar(radius(k), (2 * Math.PI * k) / n);
  const between = (/** @type {number} */ k) => polar((radius(k) + radius(k + 1)) / 2, (2 * Math.PI * (k + 0.5)) / n);
  return `M${between(n - 1)}${Array.from({ length: n }, (_, k) => `Q${at(k)} ${between(k)}`).join("")}Z`;
}

/** @param {number} r @param {number} angle in radians, clockwise from the top */
function polar(r, angle) {
  return `${(r * Math.sin(angle)).toFixed(2)} ${(-r * Math.cos(angle)).toFixed(2)}`;
}

/** @param {string[]} points */
function closed(points) {
  return `M${points.join("L")}Z`;
}
