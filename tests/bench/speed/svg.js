// Draws the picture as SVG. It is legible in a column of 800 px and on a phone: media queries in an SVG file see the
// width at which the picture is shown, and the texts are then larger and have more lines.

/** @import { Bar, Figures, Group } from "./figures.js" */

/**
 * @typedef {object} Picture
 * @property {Figures} figures
 * @property {string} where On which machine, in which browser and when.
 * @property {string} title
 * @property {string} scale What the scale of the times is.
 * @property {string[]} caption Paragraphs.
 */

/** The colors, of which each text has a contrast of at least 4.5 to the ground, and each bar of at least 3. */
export const themes = {
  light: { ground: "#ffffff", ink: "#1f2328", soft: "#59636e", rule: "#d1d9e0", own: "#9c2b2b", other: "#818b98" },
  dark: { ground: "#0d1117", ink: "#f0f6fc", soft: "#9198a1", rule: "#3d444d", own: "#e0716b", other: "#7d8590" },
};
/** @typedef {Record<"ground" | "ink" | "soft" | "rule" | "own" | "other", string>} Theme */

const WIDTH = 800;
/** The edges of the names, of the bars, and of the two columns of figures, which end there. */
const AT = { names: 20, from: 236, to: 556, first: 682, second: 780 };
/** The space above a group's rows, the middle of its heading above them, the distance of two rows, the height of a bar. */
const HEAD = 40;
const HEADING = 17;
const ROW = 26;
const BAR = 14;
/** Texts in lines of so many characters, in a column and on a phone. */
const LINES = { wide: { size: 14, leading: 23, characters: 102 }, narrow: { size: 21, leading: 27, characters: 66 } };
/** The scale begins and ends at powers of this number. */
const STEP = 4;

/** @typedef {ReturnType<typeof scaleOf>} Scale */

/**
 * The picture in the colors of a theme.
 *
 * @param {Picture} picture
 * @param {Theme} theme
 */
export function draw(picture, theme) {
  const { figures } = picture;
  const scale = scaleOf(figures.times);
  const heading = paragraphs([picture.scale], 46);
  /** @type {string[]} */
  const groups = [];
  let top = heading.end;
  for (const group of figures.times) {
    groups.push(groupOfTimes(group, top, scale));
    top += heightOf(group);
  }
  const grid = gridOf(scale, heading.end + HEAD - HEADING, top - 4);
  groups.push(groupOfSizes(figures.download, top));
  const caption = paragraphs(picture.caption, top + heightOf(figures.download) + 8);
  const height = caption.end + 12;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title desc">
<title id="title">${escaped(picture.title)}</title>
<desc id="desc">${escaped(described(picture))}</desc>
<style>${styles(theme)}</style>
<rect class="ground" width="${WIDTH}" height="${height}" rx="6"/>
${text("title", AT.names, 28, picture.title)}
${[...heading.lines, ...grid, ...groups, ...caption.lines].join("\n")}
</svg>
`;
}

/** @param {Theme} theme */
function styles(theme) {
  const { ground, ink, soft, rule, own, other } = theme;
  const { wide, narrow } = LINES;
  return `
text { font: 15px system-ui, -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; fill: ${ink}; }
.title { font-size: 20px; font-weight: 600; }
.group, text.own { font-weight: 600; }
.end { text-anchor: end; font-variant-numeric: tabular-nums; }
.middle { text-anchor: middle; }
.soft, .line { fill: ${soft}; }
.line { font-size: ${wide.size}px; }
.tick { font-size: 13px; }
.narrow { display: none; }
.ground { fill: ${ground}; }
.bar { fill: ${other}; }
.bar.own { fill: ${own}; }
.grid { stroke: ${rule}; }
.reference { stroke: ${ink}; stroke-width: 1.5; }
@media (max-width: 600px) {
  text { font-size: 22px; }
  .title { font-size: 27px; }
  .tick { font-size: 21px; }
  .line { font-size: ${narrow.size}px; }
  .wide { display: none; }
  .narrow { display: inline; }
}
`;
}

/**
 * The scale of the times' ratios to those of WebCrypto: its first and last tick, and where a ratio is.
 *
 * @param {Group[]} groups
 */
function scaleOf(groups) {
  const all = groups.flatMap(({ bars }) =>
    bars.map(({ value }) => Math.log(value / referenceOf(bars)) / Math.log(STEP)),
  );
  const [first, last] = [Math.min(-1, Math.floor(Math.min(...all))), Math.max(1, Math.ceil(Math.max(...all)))];
  const at = (/** @type {number} */ ratio) =>
    AT.from + ((Math.log(ratio) / Math.log(STEP) - first) / (last - first)) * (AT.to - AT.from);
  return { at, ticks: Array.from({ length: last - first + 1 }, (_, index) => STEP ** (first + index)) };
}

/**
 * A line at each tick of the scale.
 *
 * @param {Scale} scale
 * @param {number} from
 * @param {number} to
 */
function gridOf({ at, ticks }, from, to) {
  return ticks.flatMap((tick) => {
    const x = round(at(tick));
    const line = `<path class="${tick === 1 ? "reference" : "grid"}" d="M${x} ${from + 12}V${to}"/>`;
    return [text("tick middle soft", x, from, tick < 1 ? `1/${1 / tick} ×` : `${tick} ×`), line];
  });
}

/**
 * Bars from the line of WebCrypto, to the left if faster and to the right if slower.
 *
 * @param {Group} group
 * @param {number} top
 * @param {Scale} scale
 */
function groupOfTimes({ title, bars }, top, { at }) {
  const reference = referenceOf(bars);
  return groupOf(title, top, bars, ({ value }) => {
    const ends = [at(1), at(value / reference)];
    return {
      from: Math.min(...ends),
      width: Math.abs(at(value / reference) - at(1)),
      figures: [milliseconds(value), `${ratioText(value / reference)} ×`],
    };
  });
}

/**
 * Bars from zero.
 *
 * @param {Group} group
 * @param {number} top
 */
function groupOfSizes({ title, bars }, top) {
  const most = Math.max(...bars.map(({ value }) => value));
  const axis = `<path class="reference" d="M${AT.from} ${top + HEAD}V${top + heightOf({ title, bars }) - 4}"/>`;
  const group = groupOf(title, top, bars, ({ value }) => ({
    from: AT.from,
    width: (value / most) * (AT.to - AT.from),
    figures: [kilobytes(value), ""],
  }));
  return `${group}\n${axis}`;
}

/**
 * A heading and a row for each bar.
 *
 * @param {string} title
 * @param {number} top
 * @param {Bar[]} bars
 * @param {(bar: Bar) => { from: number, width: number, figures: string[] }} measure
 */
function groupOf(title, top, bars, measure) {
  const rows = bars.map((bar, index) => {
    const { from, width, figures } = measure(bar);
    const middle = top + HEAD + ROW * (index + 0.5);
    const own = bar.name.startsWith("sealpost") ? " own" : "";
    const [x, y] = [round(from), middle - BAR / 2];
    return [
      text(`name${own}`, AT.names, middle, bar.name),
      width > 0
        ? `<rect class="bar${own}" x="${x}" y="${y}" width="${round(Math.max(width, 2))}" height="${BAR}"/>`
        : "",
      ...[AT.first, AT.second].map((end, column) => text(`end${own}`, end, middle, figures[column] ?? "")),
    ].join("");
  });
  return [text("group", AT.names, top + HEAD - HEADING, title), ...rows].join("\n");
}

/** @param {Group} group */
function heightOf({ bars }) {
  return HEAD + ROW * bars.length + 4;
}

/** The time of WebCrypto. @param {Bar[]} bars */
function referenceOf(bars) {
  return bars[0]?.value ?? NaN;
}

/**
 * Paragraphs below `top`, in lines for each width. `end` is below the longer of both.
 *
 * @param {string[]} contents
 * @param {number} top
 */
function paragraphs(contents, top) {
  let end = top;
  const lines = Object.entries(LINES).map(([width, { leading, characters }]) => {
    const wrapped = contents.flatMap((content) => wrap(content, characters));
    end = Math.max(end, top + leading * wrapped.length);
    const texts = wrapped.map((line, index) => text("line", AT.names, top + leading * (index + 0.5), line));
    return `<g class="${width}">${texts.join("")}</g>`;
  });
  return { lines, end };
}

/**
 * A text in lines.
 *
 * @param {string} content
 * @param {number} characters The most in a line.
 */
function wrap(content, characters) {
  /** @type {string[]} */
  const lines = [];
  for (const word of content.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= characters) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/**
 * A text whose middle is at the height `y`.
 *
 * @param {string} classes
 * @param {number} x
 * @param {number} y
 * @param {string} content
 */
function text(classes, x, y, content) {
  if (content === "") return "";
  return `<text class="${classes}" x="${x}" y="${y}" dy=".35em">${escaped(content)}</text>`;
}

/** The figures in words, for those who do not see the picture. @param {Picture} picture */
function described({ figures: { times, download }, where }) {
  const sentence = (/** @type {Group} */ { title, bars }, /** @type {(value: number) => string} */ unit) =>
    `${title}: ${bars.map(({ name, value }) => `${name} ${unit(value)}`).join(", ")}.`;
  return [`${where}.`, ...times.map((group) => sentence(group, milliseconds)), sentence(download, kilobytes)].join(" ");
}

/** @param {number} ratio */
function ratioText(ratio) {
  return ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(0);
}

/** @param {number} value */
function milliseconds(value) {
  const digits = value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0;
  return `${value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits })} ms`;
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return bytes === 0 ? "none" : `${(bytes / 1000).toFixed(0)} KB`;
}

/** @param {number} coordinate */
function round(coordinate) {
  return Math.round(coordinate * 10) / 10;
}

/** @param {string} content */
function escaped(content) {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
