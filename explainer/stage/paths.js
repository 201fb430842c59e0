/**
 * Two sentences as two paths: a number, or two, for the state after each word. They run together as long as the words are
 * the same; where they part is marked.
 *
 * @typedef {{tensors: string[], words: string[][], fork: number, second?: string[]}} Paths second: tensors of the other axis
 */
import { limitOf } from "./colours.js";
import { keep, make, say, set, svg } from "./dom.js";

const MARGIN = { left: 18, right: 34, top: 34, bottom: 30 };
const NEAR = 15;
const TALLEST = 420;

export class PathsPanel {
  /** @param {import("./maps.js").PanelSpec} spec */
  constructor(spec) {
    this.spec = spec;
    this.unit = 1;
    this.title = make("b");
    this.size = make("span", { class: "size" });
    this.lines = [svg("path", { class: "path first" }), svg("path", { class: "path second" })];
    this.points = svg("g");
    this.fork = svg("circle", { class: "fork" });
    this.forkText = svg("text", { class: "fork-text", "text-anchor": "middle" });
    this.axis = svg("path", { class: "axes" });
    this.svg = svg("svg", { class: "plot paths", "aria-hidden": "true" });
    this.svg.append(this.axis, ...this.lines, this.points, this.fork, this.forkText);
    this.element = make(
      "section",
      { class: "panel", "data-testid": "paths" },
      make("header", {}, make("span", {}, this.title, " ", this.size)),
      make("div", { class: "body" }, this.svg),
    );
    /** @type {{x: number, y: number, tensor: string, t: number}[]} */
    this.places = [];
    this.origin = { x: 0, y: 0 };
  }

  /** @param {import("./maps.js").PanelSpec} spec @param {(name: string) => import("./explain.js").Tensor} read */
  update(spec, read) {
    this.spec = spec;
    this.what = /** @type {Paths} */ (spec.paths);
    this.values = this.what.tensors.map((name) => read(name).data);
    this.others = this.what.second?.map((name) => read(name).data);
    say(this.title, spec.title);
    say(this.size, spec.note ?? "");
    this.element.setAttribute("aria-label", spec.title);
  }

  /** @param {number} width @param {number} height */
  layout(width, height) {
    this.width = width;
    this.height = Math.max(160, Math.min(height, TALLEST * this.unit));
    this.element.style.width = `${width}px`;
    set(this.svg, { width, height: this.height, viewBox: `0 0 ${width} ${this.height}` });
  }

  /** @param {DOMRect} stage */
  anchor(stage) {
    const at = this.svg.getBoundingClientRect();
    this.origin = { x: at.left - stage.left, y: at.top - stage.top };
  }

  paint() {
    const { width, height } = this;
    const all = this.values.flatMap((v) => [...v]);
    const across = this.others ? this.others.flatMap((v) => [...v]) : [0, Math.max(...this.values.map((v) => v.length)) - 1];
    const scale = (/** @type {number[]} */ values, /** @type {number} */ from, /** @type {number} */ to) => {
      const [low, high] = [Math.min(...values), Math.max(...values)];
      return (/** @type {number} */ v) => (high > low ? from + ((v - low) / (high - low)) * (to - from) : (from + to) / 2);
    };
    const x = scale(across, MARGIN.left, width - MARGIN.right);
    const y = scale(all, height - MARGIN.bottom, MARGIN.top);
    set(this.axis, { d: this.others ? "" : `M0,${y(0)} H${width}` });
    this.places = this.values.flatMap((values, s) =>
      Array.from(values, (v, t) => ({ x: x(this.others ? this.others[s][t] : t), y: y(v), tensor: this.what.tensors[s], t, s })),
    );
    this.lines.forEach((line, s) => {
      const mine = this.places.filter((p) => p.s === s);
      set(line, { d: mine.length ? `M${mine.map((p) => `${p.x},${p.y}`).join(" L")}` : "" });
    });
    keep(this.points, this.places.length, () => {
      const g = svg("g");
      g.append(svg("circle", { r: 5 }), svg("text", { "text-anchor": "middle" }));
      return g;
    }).forEach((group, k) => {
      const [dot, text] = group.children;
      const { x: px, y: py, s, t } = this.places[k];
      const together = s === 1 && t <= this.what.fork;
      const other = this.places.find((p) => p.s === 1 - s && p.t === t);
      const above = !other || py < other.y || (py === other.y && s === 0);
      set(group, { class: t <= this.what.fork ? "together" : s ? "second" : "first" });
      set(dot, { cx: px, cy: py });
      set(text, { x: px, y: above ? py - 12 : py + 24 });
      text.textContent = together ? "" : this.what.words[s][t];
    });
    const at = this.places.find((p) => p.s === 0 && p.t === this.what.fork);
    this.fork.style.display = this.forkText.style.display = at ? "" : "none";
    if (!at) return;
    set(this.fork, { cx: at.x, cy: at.y, r: 11 });
    set(this.forkText, { x: Math.max(58, Math.min(width - 58, at.x)), y: Math.min(height - 6, at.y + 34) });
    say(this.forkText, "they part here");
  }

  /** The point nearest to the pointer, as a cell of its sentence's path. @param {number} px @param {number} py */
  cellAt(px, py) {
    const found = this.places
      .map((p) => ({ ...p, far: Math.hypot(p.x + this.origin.x - px, p.y + this.origin.y - py) }))
      .sort((a, b) => a.far - b.far)[0];
    if (!found || found.far > NEAR) return null;
    this.pointed = found.tensor;
    return [found.t];
  }

  /** Whether this shows a tensor's own cells. @param {string} tensor */
  shows(tensor) {
    return !!this.spec.paths?.tensors.includes(tensor);
  }

  shading() {
    return { scale: /** @type {const} */ ("signed"), limit: Math.max(...this.values.map((v) => limitOf(v))) };
  }

  /** @param {number[][]} cells @param {string} tensor */
  rects(cells, tensor) {
    return cells.flatMap(([t]) => this.places.filter((p) => p.t === t && p.tensor === tensor)).map((p) => ({
      x: p.x + this.origin.x - 8, y: p.y + this.origin.y - 8, w: 16, h: 16,
    }));
  }
}
