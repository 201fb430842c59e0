/**
 * How many cells of a picture are how bright, and a line among them that one drags: the threshold. The line's place is
 * the bias of the step behind it, with its sign turned.
 *
 * @typedef {object} Own
 * @property {string} threshold
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { number } from "../arithmetic/words.js";
import { say, set, svg } from "../draw/dom.js";
import { grip } from "../input/grip.js";
import { Panel } from "./base.js";

const BINS = 25;
const FOOT = 24;
const HEAD = 30;
const STEP = 0.01;
/** @type {Record<string, number>} */
const KEYS = { ArrowLeft: -STEP, ArrowRight: STEP, ArrowDown: -STEP, ArrowUp: STEP, PageDown: -0.1, PageUp: 0.1 };

/** @extends {Panel<Spec>} */
export default class Histogram extends Panel {
  #counts = new Array(BINS).fill(0);

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.bars = svg("g", { class: "bars" }, ...this.#counts.map(() => svg("rect")));
    this.line = svg("path", { class: "threshold" });
    this.label = svg("text", { class: "threshold-value", "text-anchor": "middle" });
    this.point = svg("path", { class: "pointer" });
    this.low = svg("text", { class: "tick", "text-anchor": "start" });
    this.high = svg("text", { class: "tick", "text-anchor": "end" });
    say(this.low, "black 0");
    say(this.high, "1 white");
    this.svg = svg(
      "svg",
      { class: "plot histogram", role: "slider", tabindex: 0, "aria-label": "Threshold", "aria-valuemin": 0, "aria-valuemax": 1 },
      ...[this.bars, this.line, this.label, this.point, this.low, this.high],
    );
    this.body.append(this.svg);
    this.element.dataset.testid = "histogram";
    grip(this.svg, {
      take: (start) => {
        stage.editing.hold();
        this.#drag(start);
      },
      drag: (e) => this.#drag(e),
      drop: () => stage.editing.release(),
      tap: (e) => {
        this.#drag(e);
        stage.editing.commit();
      },
    });
    this.svg.addEventListener("keydown", (e) => this.#pressed(e));
  }

  get edits() {
    return [this.spec.threshold];
  }

  get control() {
    return this.svg;
  }

  get data() {
    return this.read(this.spec.tensor).data;
  }

  get value() {
    return -this.read(this.spec.threshold).data[0];
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    this.#counts.fill(0);
    for (const value of this.data) this.#counts[Math.max(0, Math.min(BINS - 1, Math.floor(value * BINS)))]++;
  }

  /** @param {number} width @param {number} height */
  layout(width, height) {
    this.height = Math.max(160, height);
    super.layout(Math.max(220, Math.min(width, height * 1.1)), this.height);
    set(this.svg, { width: this.width, height: this.height, viewBox: `0 0 ${this.width} ${this.height}` });
  }

  paint() {
    const { width, height, value } = this;
    const [top, foot] = [HEAD * this.unit, FOOT * this.unit];
    const tall = height - top - foot;
    const most = Math.max(1, ...this.#counts);
    [...this.bars.children].forEach((bar, k) => {
      const h = (this.#counts[k] / most) * tall;
      const grey = Math.round((255 * (k + 0.5)) / BINS);
      set(bar, { x: (k * width) / BINS, y: height - foot - h, width: width / BINS, height: h, fill: `rgb(${grey},${grey},${grey})` });
    });
    const x = Math.max(2, Math.min(width - 2, value * width));
    set(this.line, { d: `M${x},${top - 6} V${height - foot}` });
    set(this.label, { x: Math.max(20, Math.min(width - 20, x)), y: top - 12 });
    say(this.label, number(value));
    set(this.low, { x: 0, y: height - 5 });
    set(this.high, { x: width, y: height - 5 });
    const above = this.data.reduce((n, v) => n + (v > value ? 1 : 0), 0);
    say(this.size, `${above} of ${this.data.length} above`);
    set(this.svg, { "aria-valuenow": value.toFixed(2), "aria-valuetext": `${number(value)}, ${above} of ${this.data.length} cells above` });
  }

  /** A mark under the brightness of the selected cell, whichever tensor it is of. @param {string} tensor @param {number[]} at */
  follow(tensor, at) {
    const { shape } = this.read(this.spec.tensor);
    const value = this.data[at[at.length - 2] * shape[2] + at[at.length - 1]];
    const x = value * this.width;
    const y = this.height - FOOT * this.unit;
    set(this.point, { d: `M${x},${y} l-6,10 h12 z` });
  }

  /** @param {MouseEvent} e */
  #drag(e) {
    const box = this.svg.getBoundingClientRect();
    this.#to((e.clientX - box.left) / box.width);
  }

  /** @param {number} value */
  #to(value) {
    const rounded = Math.round(Math.max(0, Math.min(1, value)) * 100) / 100;
    this.stage.editing.change(this.spec.threshold, Float32Array.of(-rounded));
  }

  /** @param {KeyboardEvent} e */
  #pressed(e) {
    const by = KEYS[e.key];
    if (!by) return;
    e.preventDefault();
    e.stopPropagation();
    this.#to(this.value + by);
    this.stage.editing.commitSoon();
  }

  /** It shows how the cells are spread, not the cells. */
  shows() {
    return false;
  }
}
