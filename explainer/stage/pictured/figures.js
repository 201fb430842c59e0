/**
 * What was measured, kind by kind: a drawing on a canvas with labels, dots on a scale, lines of before and after.
 *
 * @typedef {import("../doors/parts.js").Drawing} Drawing
 * @typedef {{kind: "drawn", title: string, drawing: Drawing, says: string, over?: string[], under?: string[], marked?: number[], end?: string}} Drawn
 * @typedef {{name: string, shares: number[], said: string, other?: number[]}} Dots
 * @typedef {{kind: "spread", title: string, rows: Dots[], low: number, keys?: string[]}} Spread
 * @typedef {{kind: "changes", head: string[], rows: string[][]}} Changes
 * @typedef {Drawn | Spread | Changes} Figure
 * @typedef {(canvas: HTMLCanvasElement, drawing: Drawing) => void} Keep
 */
import { percent } from "../arithmetic/words.js";
import { make } from "../draw/dom.js";

const WIDE = 134;
const HIGH = 92;

/** @param {Figure} one @param {Keep} keep what a canvas draws */
export function figure(one, keep) {
  if (one.kind === "drawn") return drawn(one, keep);
  return one.kind === "spread" ? spread(one) : changes(one);
}

/** @param {Drawn} one @param {Keep} keep */
function drawn({ title, drawing, says, over = [], under = [], marked = [], end = "" }, keep) {
  const canvas = make("canvas", { role: "img", "aria-label": says });
  keep(canvas, drawing);
  /** @param {string[]} words @param {string} name */
  const labels = (words, name) =>
    words.length ? [make("span", { class: `labels ${name}`, "aria-hidden": "true" }, ...words.map((word, k) => make("span", marked.includes(k) ? { class: "marked" } : {}, word)))] : [];
  const { wide = WIDE, high = HIGH } = drawing;
  const size = `--wide: ${wide}; --high: ${high}; --labels: ${Math.max(over.length, under.length)}`;
  const held = make("span", { class: "held" }, ...labels(over, "over"), canvas, ...labels(under, "under"));
  return make("figure", { class: "drawn", style: size }, ...(title ? [make("figcaption", {}, title)] : []), make("span", { class: "strip" }, held, ...(end ? [make("b", {}, end)] : [])));
}

/** @param {Spread} one */
function spread({ title, rows, low, keys = [] }) {
  /** @param {number[]} shares @param {string} name */
  const dots = (shares, name) => shares.map((share) => make("i", { class: name, style: `--at: ${((share - low) / (1 - low)).toFixed(4)}` }));
  const lines = rows.map(({ name, shares, other = [], said }) =>
    make("li", {}, make("span", {}, name), make("span", { class: "line", "aria-hidden": "true" }, ...dots(other, "other"), ...dots(shares, "own")), make("b", {}, said)),
  );
  const ends = make("li", { "aria-hidden": "true" }, make("span", { class: "ends" }, make("span", {}, percent(low)), make("span", {}, percent(1))));
  const legend = keys.map((key, k) => make("span", { class: "key" }, make("i", { class: k ? "other" : "own" }), key));
  return make("figure", { class: "spread" }, make("figcaption", {}, title, ...legend), make("ul", {}, ends, ...lines));
}

/** @param {Changes} one */
function changes({ head, rows }) {
  const top = make("tr", {}, ...head.map((one) => make("th", { scope: "col" }, one)));
  const lines = rows.map(([name, ...cells]) => make("tr", {}, make("th", { scope: "row" }, name), ...cells.map((cell) => make("td", {}, cell))));
  return make("table", { class: "changes" }, make("thead", {}, top), make("tbody", {}, ...lines));
}
