/**
 * Two sentences as two paths: a number, or two, for the state after each word. They run together as long as the words are
 * the same; where they part is marked.
 *
 * @typedef {object} Own
 * @property {string[]} tensors
 * @property {string[][]} words
 * @property {number} fork
 * @property {string[]} [second]
 * @property {boolean} [leftwards]
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { least, most } from "../arithmetic/extremes.js";
import { limitOf } from "../draw/colours.js";
import { shortened } from "../arithmetic/words.js";
import { keep, parts, say, set, standing, svg } from "../draw/dom.js";
import { Panel } from "./base.js";

const MARGIN = { left: 18, right: 34, top: 34, bottom: 30 };
const HERE = "one up to here";
/** About how wide a letter is, how tall a line, and how far from the fork its words stand. */
const [LETTER, LINE, BESIDE] = [7, 16, 16];
const NEAR = 15;
const RING = 8;
const TALLEST = 420;
const LONG = 14;

/** @typedef {{x: number, y: number, w: number, h: number}} Box */
const SIDES = [[1, 0], [-1, 0], [1, 1], [-1, 1], [1, -1], [-1, -1]];
/** A line is looked at in so many places; a word covered is as bad as so many of them. */
const [STEPS, NAMED] = [24, 10];

/** @param {Box} a @param {Box} b */
const overlap = (a, b) => a.x < b.x + b.w + 3 && b.x < a.x + a.w + 3 && a.y < b.y + b.h + 3 && b.y < a.y + a.h + 3;
/** @param {{x: number, y: number}} a @param {{x: number, y: number}} b @param {number} share */
const between = (a, b, share) => ({ x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share });

/** @extends {Panel<Spec>} */
export default class Paths extends Panel {
  /** @type {Float32Array[]} */
  values = [];
  /** @type {Float32Array[] | undefined} those of the other axis */
  others = undefined;
  /** @type {{x: number, y: number, tensor: string, t: number, s: number}[]} the points, s: of which sentence */
  places = [];

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.lines = [svg("path", { class: "path first" }), svg("path", { class: "path second" })];
    this.points = svg("g");
    this.fork = svg("circle", { class: "fork" });
    this.forkText = svg("text", { class: "fork-text" });
    this.axis = svg("path", { class: "axes" });
    this.svg = svg("svg", { class: "plot paths", "aria-hidden": "true" }, this.axis, ...this.lines, this.points, this.fork, this.forkText);
    this.body.append(this.svg);
    this.element.dataset.testid = "paths";
  }

  get leftwards() {
    return !!this.spec.leftwards;
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    this.values = spec.tensors.map((name) => this.read(name).data);
    this.others = spec.second?.map((name) => this.read(name).data);
    this.annotate("");
    say(this.size, spec.note ?? "");
  }

  /** @param {number} width @param {number} height */
  layout(width, height) {
    this.height = Math.max(160, Math.min(height, TALLEST * this.unit));
    super.layout(width, this.height);
    set(this.svg, { width, height: this.height, viewBox: `0 0 ${width} ${this.height}` });
  }

  /** @param {DOMRect} stage */
  anchor(stage) {
    this.origin = standing(this.svg, stage);
  }

  /** @param {import("./base.js").How} how */
  paint({ birth, born }) {
    const come = (/** @type {number} */ t) => !birth || birth[Math.min(t, birth.length - 1)] <= born;
    const { width, height, others } = this;
    const all = this.values.flatMap((v) => [...v]);
    const across = others ? others.flatMap((v) => [...v]) : [0, most(this.values.map((v) => v.length)) - 1];
    const scale = (/** @type {number[]} */ values, /** @type {number} */ from, /** @type {number} */ to) => {
      const [low, high] = [least(values), most(values)];
      return (/** @type {number} */ v) => (high > low ? from + ((v - low) / (high - low)) * (to - from) : (from + to) / 2);
    };
    const [start, end] = [MARGIN.left, width - MARGIN.right];
    const x = this.leftwards ? scale(across, end, start) : scale(across, start, end);
    const y = scale(all, height - MARGIN.bottom, MARGIN.top);
    set(this.axis, { d: others ? "" : `M0,${y(0)} H${width}` });
    this.places = this.values.flatMap((values, s) =>
      Array.from(values, (v, t) => ({ x: x(others ? others[s][t] : t), y: y(v), tensor: this.spec.tensors[s], t, s })),
    );
    this.lines.forEach((line, s) => {
      const mine = this.places.filter((p) => p.s === s && come(p.t));
      set(line, { d: mine.length ? `M${mine.map((p) => `${p.x},${p.y}`).join(" L")}` : "" });
    });
    keep(this.points, this.places.length, () => svg("g", {}, svg("circle", { r: 5 }), svg("text", { "text-anchor": "middle" }), svg("title"))).forEach((group, k) => {
      const [dot, text, whole] = group.children;
      const { x: px, y: py, s, t } = this.places[k];
      const together = s === 1 && t <= this.spec.fork;
      const other = this.places.find((p) => p.s === 1 - s && p.t === t);
      const above = !other || py < other.y || (py === other.y && s === 0);
      set(group, { class: `${t <= this.spec.fork ? "together" : s ? "second" : "first"}${come(t) ? "" : " to-come"}` });
      set(dot, { cx: px, cy: py });
      set(text, { x: px, y: above ? py - (t === this.spec.fork ? 20 : 12) : py + 24 });
      say(text, together ? "" : shortened(this.spec.words[s][t], LONG));
      say(whole, this.spec.words[s][t]);
    });
    const at = this.places.find((p) => p.s === 0 && p.t === this.spec.fork && come(p.t));
    this.fork.style.display = this.forkText.style.display = at ? "" : "none";
    if (!at) return;
    set(this.fork, { cx: at.x, cy: at.y, r: 11 });
    const box = this.#free(at, width, height);
    set(this.forkText, { x: box.x + box.w / 2, y: box.y + box.h - 4, "text-anchor": "middle" });
    say(this.forkText, HERE);
  }

  /** Room for what is said of the fork, as near to it as there is any: over no word, point or line, else over as few as can be. @param {{x: number, y: number}} at @param {number} width @param {number} height */
  #free(at, width, height) {
    const [w, h] = [HERE.length * LETTER, LINE];
    const words = parts(this.points).flatMap((group) => {
      const text = group.children[1];
      const long = (text.textContent ?? "").length * LETTER;
      const [x, y] = [Number(text.getAttribute("x")), Number(text.getAttribute("y"))];
      return long ? [{ x: x - long / 2, y: y - LINE + 4, w: long, h: LINE }] : [];
    });
    const ways = this.values.flatMap((_, s) => {
      const mine = this.places.filter((p) => p.s === s);
      return mine.slice(1).flatMap((to, k) => Array.from({ length: STEPS + 1 }, (_, n) => between(mine[k], to, n / STEPS)));
    });
    const found = [];
    for (const far of [1, 2, 3, 4]) {
      const [dx, dy] = [BESIDE + w / 2 + (far - 1) * BESIDE, BESIDE + h / 2 + (far - 1) * BESIDE];
      for (const [right, down] of SIDES) found.push({ x: at.x + right * dx - w / 2, y: at.y + down * dy - h / 2, w, h });
      for (const down of [1, -1]) found.push({ x: at.x - w / 2, y: at.y + down * dy - h / 2, w, h });
    }
    const within = found.filter(({ x, y }) => x >= 0 && y >= 0 && x + w <= width && y + h <= height);
    const covered = (/** @type {Box} */ box) => NAMED * words.filter((word) => overlap(box, word)).length + ways.filter((p) => overlap(box, { ...p, w: 0, h: 0 })).length;
    return within.map((box) => ({ box, cost: covered(box) })).sort((a, b) => a.cost - b.cost)[0]?.box ?? found[0];
  }

  /** The point nearest to the pointer, as a cell of its sentence's path. @param {number} px @param {number} py */
  cellAt(px, py) {
    const found = this.places
      .map((p) => ({ ...p, far: Math.hypot(p.x + this.origin.x - px, p.y + this.origin.y - py) }))
      .sort((a, b) => a.far - b.far)[0];
    if (!found || found.far > NEAR) return null;
    return { tensor: found.tensor, at: [found.t] };
  }

  /** @param {string} tensor */
  shows(tensor) {
    return this.spec.tensors.includes(tensor);
  }

  get stops() {
    return this.spec.tensors;
  }

  /** @returns {import("./base.js").Shading} */
  shading() {
    return { scale: "signed", limit: most(this.values.map((v) => limitOf(v))) };
  }

  /** @param {number[][]} cells @param {string} tensor */
  rects(cells, tensor) {
    return cells.flatMap(([t]) => this.places.filter((p) => p.t === t && p.tensor === tensor)).map((p) => ({
      x: p.x + this.origin.x - RING,
      y: p.y + this.origin.y - RING,
      w: 2 * RING,
      h: 2 * RING,
    }));
  }
}
