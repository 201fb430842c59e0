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
import { keep, say, set, standing, svg } from "../draw/dom.js";
import { Panel } from "./base.js";

const MARGIN = { left: 18, right: 34, top: 34, bottom: 30 };
/** How much room what is said of the fork has before it. */
const WRITTEN = 112;
const NEAR = 15;
const RING = 8;
const TALLEST = 420;
const LONG = 14;

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
    const [beside, anchor] = this.leftwards ? [Math.min(width - WRITTEN, at.x), "start"] : [Math.max(WRITTEN, at.x), "end"];
    set(this.forkText, { x: beside, y: Math.min(height - 6, at.y + 34), "text-anchor": anchor });
    say(this.forkText, "they part here");
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
