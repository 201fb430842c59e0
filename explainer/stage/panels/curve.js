/**
 * The curve of a function that works cell by cell, and on it the point of the selected cell.
 *
 * @typedef {import("./base.js").Spec} Spec
 */
import { ravel } from "../arithmetic/declaration.js";
import { applied } from "../arithmetic/functions.js";
import { number } from "../arithmetic/words.js";
import { limitOf } from "../draw/colours.js";
import { say, set, standing, svg } from "../draw/dom.js";
import { Panel } from "./base.js";

const SAMPLES = 160;
const MARGIN = { most: 34, share: 1 / 7 };
const LEAST = 120;

/** @extends {Panel<Spec>} */
export default class Curve extends Panel {
  source = "";
  side = LEAST;
  reach = 1;
  apply = applied();

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.axes = svg("path", { class: "axes" });
    this.curve = svg("path", { class: "curve" });
    this.guide = svg("path", { class: "guide" });
    this.point = svg("circle", { r: 6 });
    this.in = svg("text", { "text-anchor": "middle" });
    this.out = svg("text", { "text-anchor": "end" });
    this.low = svg("text", { "text-anchor": "start", class: "tick" });
    this.high = svg("text", { "text-anchor": "end", class: "tick" });
    const drawn = [this.axes, this.curve, this.guide, this.point, this.in, this.out, this.low, this.high];
    this.svg = svg("svg", { class: "plot", "aria-hidden": "true" }, ...drawn);
    this.body.append(this.svg);
    this.element.dataset.testid = "curve";
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    const { parts, function: [name, ...parameters] } = cells[spec.tensor];
    this.source = parts[0].of[0].tensor;
    this.apply = applied(name, parameters);
    this.reach = Math.max(1, limitOf(this.read(this.source).data)) * 1.05;
    this.element.setAttribute("aria-label", `Curve of ${spec.title}`);
  }

  /** @param {number} width @param {number} height */
  layout(width, height) {
    this.side = Math.max(LEAST, Math.min(width, height));
    set(this.svg, { width: this.side, height: this.side, viewBox: `0 0 ${this.side} ${this.side}` });
  }

  get margin() {
    return Math.min(MARGIN.most, MARGIN.share * this.side);
  }

  /** @param {number} v */
  x(v) {
    return this.margin + ((v + this.reach) / (2 * this.reach)) * (this.side - 2 * this.margin);
  }

  /** @param {number} v */
  y(v) {
    return this.side - this.x(v);
  }

  paint() {
    const { side, reach, margin } = this;
    set(this.axes, { d: `M${margin},${this.y(0)} H${side - margin} M${this.x(0)},${margin} V${side - margin}` });
    const points = Array.from({ length: SAMPLES + 1 }, (_, k) => {
      const v = -reach + (2 * reach * k) / SAMPLES;
      return `${this.x(v).toFixed(1)},${this.y(this.apply(v)).toFixed(1)}`;
    });
    set(this.curve, { d: `M${points.join(" L")}` });
    set(this.low, { x: margin, y: this.y(0) + 18 });
    set(this.high, { x: side - margin, y: this.y(0) + 18 });
    say(this.low, number(-reach));
    say(this.high, number(reach));
  }

  /** The selected cell's way through the function, if it is the one that goes in or the one that comes out. @param {string} tensor @param {number[]} at */
  follow(tensor, at) {
    if (tensor !== this.source && tensor !== this.spec.tensor) return;
    const { data, shape } = this.read(this.source);
    this.show(data[ravel(at, shape)]);
  }

  /** Put the point where a number goes in. @param {number} value */
  show(value) {
    const result = this.apply(value);
    const [x, y] = [this.x(value), this.y(result)];
    this.element.dataset.in = String(value);
    this.element.dataset.out = String(result);
    set(this.point, { cx: x, cy: y });
    set(this.guide, { d: `M${x},${this.y(0)} V${y} H${this.x(0)}` });
    set(this.in, { x, y: result < 0 ? this.y(0) - 8 : this.y(0) + 34 });
    set(this.out, { x: this.x(0) - 8, y: y - 6 });
    say(this.in, number(value));
    say(this.out, number(result));
  }

  get stops() {
    return [];
  }

  /** What goes through it leads to its frame and on from there. @returns {import("./base.js").Rect} */
  get frame() {
    return { ...this.origin, w: this.side, h: this.side };
  }

  /** @param {DOMRect} stage */
  anchor(stage) {
    this.origin = standing(this.svg, stage);
  }

  /** It shows a function of cells, not the cells. */
  shows() {
    return false;
  }
}
