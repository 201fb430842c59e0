/**
 * How many cells of a picture are how bright, and a line among them that one drags: the threshold. The line's place is
 * the bias of the step behind it, with its sign turned.
 */
import { make, say, set, svg } from "./dom.js";
import { number } from "./words.js";

const BINS = 25;
const FOOT = 24;
const HEAD = 30;
const STEP = 0.01;
const KEYS = { ArrowLeft: -STEP, ArrowRight: STEP, ArrowDown: -STEP, ArrowUp: STEP, PageDown: -0.1, PageUp: 0.1 };

export class HistogramPanel {
  /** @param {import("./editing.js").Editing} on */
  constructor(on) {
    this.on = on;
    this.editing = false;
    this.unit = 1;
    this.title = make("b");
    this.size = make("span", { class: "size" });
    this.bars = svg("g", { class: "bars" });
    this.line = svg("path", { class: "threshold" });
    this.label = svg("text", { class: "threshold-value", "text-anchor": "middle" });
    this.point = svg("path", { class: "pointer" });
    this.low = svg("text", { class: "tick", "text-anchor": "start" });
    this.high = svg("text", { class: "tick", "text-anchor": "end" });
    this.svg = svg("svg", { class: "plot histogram", role: "slider", tabindex: 0, "aria-label": "Threshold", "aria-valuemin": 0, "aria-valuemax": 1 });
    this.svg.append(this.bars, this.line, this.label, this.point, this.low, this.high);
    say(this.low, "black 0");
    say(this.high, "1 white");
    this.element = make(
      "section",
      { class: "panel", "data-testid": "histogram" },
      make("header", {}, make("span", {}, this.title, " ", this.size)),
      make("div", { class: "body" }, this.svg),
    );
    this.svg.addEventListener("pointerdown", (/** @type {PointerEvent} */ e) => {
      if (e.button) return;
      this.svg.setPointerCapture(e.pointerId);
      this.editing = true;
      this.drag(e);
    });
    this.svg.addEventListener("pointermove", (/** @type {PointerEvent} */ e) => this.editing && this.drag(e));
    for (const event of ["pointerup", "pointercancel"]) this.svg.addEventListener(event, () => this.release());
    this.svg.addEventListener("keydown", (/** @type {KeyboardEvent} */ e) => this.pressed(e));
  }

  get edits() {
    return [/** @type {string} */ (this.spec?.threshold)];
  }

  /** @param {import("./maps.js").PanelSpec} spec @param {(name: string) => import("./explain.js").Tensor} read */
  update(spec, read) {
    this.spec = spec;
    this.read = read;
    this.data = read(spec.tensor).data;
    this.counts = new Array(BINS).fill(0);
    for (const value of this.data) this.counts[Math.max(0, Math.min(BINS - 1, Math.floor(value * BINS)))]++;
    say(this.title, spec.title);
  }

  get value() {
    return -this.read(/** @type {string} */ (this.spec.threshold)).data[0];
  }

  /** @param {number} width @param {number} height */
  layout(width, height) {
    this.width = Math.max(220, Math.min(width, height * 1.1));
    this.height = Math.max(160, height);
    this.element.style.width = `${this.width}px`;
    set(this.svg, { width: this.width, height: this.height, viewBox: `0 0 ${this.width} ${this.height}` });
  }

  anchor() {}

  paint() {
    const { width, height, value } = this;
    const [top, foot] = [HEAD * this.unit, FOOT * this.unit];
    const tall = height - top - foot;
    const most = Math.max(1, ...this.counts);
    const bins = Array.from({ length: BINS }, () => svg("rect"));
    if (this.bars.childElementCount !== BINS) this.bars.replaceChildren(...bins);
    [...this.bars.children].forEach((bar, k) => {
      const h = (this.counts[k] / most) * tall;
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

  /** @param {PointerEvent} e */
  drag(e) {
    const box = this.svg.getBoundingClientRect();
    this.to((e.clientX - box.left) / box.width);
  }

  /** @param {number} value */
  to(value) {
    const rounded = Math.round(Math.max(0, Math.min(1, value)) * 100) / 100;
    this.on.change(/** @type {string} */ (this.spec.threshold), Float32Array.of(-rounded));
  }

  release() {
    if (!this.editing) return;
    this.editing = false;
    this.on.commit();
  }

  /** @param {KeyboardEvent} e */
  pressed(e) {
    const by = KEYS[/** @type {"PageUp"} */ (e.key)];
    if (!by) return;
    e.preventDefault();
    e.stopPropagation();
    this.to(this.value + by);
    this.on.commitSoon();
  }

  /** It shows a function of cells, not the cells. */
  shows() {
    return false;
  }

  /** @returns {null} */
  cellAt() {
    return null;
  }

  /** @returns {never[]} */
  rects() {
    return [];
  }
}
