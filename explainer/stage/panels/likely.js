/**
 * The likeliest of very many, a row for each: what one who says what comes next gives it, in ink, and below that what a rival
 * gives it, hollow. A temperature is dragged, and bends the shares in the hand.
 *
 * @typedef {object} Own
 * @property {string} rival
 * @property {string} temperature
 * @property {number} coldest
 * @property {number} hottest
 * @property {string} names
 * @property {[string, string]} who
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { percent } from "../arithmetic/words.js";
import { keep, make, parts, say, standing, under } from "../draw/dom.js";
import { Panel, SHARE } from "./base.js";

const STEP = 0.05;
const TALLEST = 34;
const LEAST_TALL = 21;
const FOOT = 58;
const MOST = 10;
const STACKED = 7;
const LEAST_FULL = 0.2;

/** @extends {Panel<Spec>} */
export default class Likely extends Panel {
  broad = true;
  /** @type {number[]} the cells of the rows, and where their two bars stand */
  shown = [];
  /** @type {import("./base.js").Rect[]} the rows */
  #places = [];
  /** @type {import("./base.js").Rect[]} where their bars are, one above the other */
  #tracks = [];
  count = MOST;

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.rows = make("div", { class: "likely" });
    this.slider = make("input", { type: "range", step: STEP, "aria-label": "Temperature" });
    this.heat = make("output");
    this.legend = make("p", { class: "likely-legend", translate: "yes" }, make("i", { class: "solid" }), make("span"), make("i", { class: "hollow" }), make("span"));
    this.bent = make("label", { class: "temperature" }, make("span", { translate: "yes" }, "Temperature"), this.slider, this.heat);
    this.body.append(this.rows, this.legend, this.bent);
    this.slider.oninput = () => {
      stage.editing.hold();
      stage.editing.change(this.spec.temperature, Float32Array.of(Number(this.slider.value)));
    };
    this.slider.onchange = () => stage.editing.release();
    this.slider.addEventListener("keydown", (e) => e.stopPropagation());
  }

  get edits() {
    return [this.spec.temperature];
  }

  get data() {
    return this.read(this.spec.tensor).data;
  }

  get control() {
    return this.slider;
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    this.stand();
    const heat = this.read(spec.temperature).data[0];
    this.slider.min = String(spec.coldest);
    this.slider.max = String(spec.hottest);
    this.slider.value = String(heat);
    say(this.heat, heat.toFixed(2));
    const told = parts(this.legend);
    say(told[1], spec.who[0]);
    say(told[3], spec.who[1]);
    this.#fill();
  }

  /** The likeliest, and the selected one in the place of the last where it is none of them. */
  #rank() {
    const { data } = this;
    const ranked = Array.from(data, (_, k) => k).sort((a, b) => data[b] - data[a] || a - b).slice(0, this.count);
    const { tensor, at } = this.stage.store.path.length ? this.stage.store.selected : { tensor: "", at: [] };
    const one = at[at.length - 1];
    if (this.#speaks(tensor) && !ranked.includes(one)) ranked[ranked.length - 1] = one;
    return ranked;
  }

  /** Whether a tensor's cells are the rows. @param {string} tensor */
  #speaks(tensor) {
    const shape = tensor && this.read(tensor)?.shape;
    return !!shape && shape.length === 2 && shape[1] === this.data.length;
  }

  #fill() {
    const { data, spec } = this;
    const other = this.read(spec.rival).data;
    const names = this.stage.store.scene.called?.[spec.names] ?? [];
    const stale = this.stage.store.edited && this.stage.root.dataset.typed === "ahead";
    this.shown = this.#rank();
    const most = Math.max(LEAST_FULL, ...this.shown.map((k) => Math.max(data[k], stale ? 0 : other[k])));
    keep(this.rows, this.shown.length, row).forEach((element, n) => {
      const [name, track, share, rivals] = parts(element);
      const [own, rival] = parts(track);
      const k = this.shown[n];
      say(name, names[k] ?? String(k));
      own.style.width = `${(100 * data[k]) / most}%`;
      rival.style.width = stale ? "0" : `${(100 * other[k]) / most}%`;
      say(share, percent(data[k], 1));
      say(rivals, stale ? "…" : percent(other[k], 1));
    });
  }

  look() {
    return String(this.#rank());
  }

  paint() {
    if (String(this.shown) !== String(this.#rank())) this.#fill();
  }

  /** @param {number} width @param {number} height */
  layout(width, height) {
    super.layout(width, height);
    const room = height - FOOT * this.unit;
    const count = this.stacked ? STACKED : Math.max(5, Math.min(MOST, Math.floor(room / (LEAST_TALL * this.unit))));
    if (count !== this.count) {
      this.count = count;
      this.#fill();
    }
    this.rows.style.setProperty("--each", `${this.stacked ? 28 : Math.min(TALLEST * this.unit, room / count)}px`);
  }

  /** @param {DOMRect} stage */
  anchor(stage) {
    const rows = this.absent ? [] : parts(this.rows);
    this.#places = rows.map((element) => standing(element, stage));
    this.#tracks = rows.map((element) => standing(parts(element)[1], stage));
  }

  /** @returns {import("./base.js").Shading} */
  shading() {
    return SHARE;
  }

  get names() {
    return this.stage.store.scene.called?.[this.spec.names];
  }

  /** @param {string} tensor */
  shows(tensor) {
    return tensor === this.spec.tensor || tensor === this.spec.rival;
  }

  /** @param {number} x @param {number} y */
  cellAt(x, y) {
    const n = under(this.#places, x, y);
    if (n < 0) return null;
    const below = y > this.#places[n].y + this.#places[n].h / 2;
    return { tensor: below ? this.spec.rival : this.spec.tensor, at: [0, this.shown[n]] };
  }

  /** @param {number[][]} cells @param {string} tensor */
  rects(cells, tensor) {
    if (cells.length > this.shown.length) return [];
    const half = tensor === this.spec.rival ? 1 : 0;
    return cells.flatMap((at) => {
      const track = this.#tracks[this.shown.indexOf(at[at.length - 1])];
      return track ? { ...track, y: track.y + (half * track.h) / 2, h: track.h / 2 } : [];
    });
  }

  /** The rows are ranked: beside one stands the next likeliest. @param {import("./base.js").Place} cell @param {number} d @param {number} by */
  beside({ at }, d, by) {
    const n = this.shown.indexOf(at[1]);
    return [0, this.shown[Math.max(0, Math.min(this.shown.length - 1, n + by))]];
  }
}

function row() {
  const track = make("span", { class: "track" }, make("i", { class: "solid" }), make("i", { class: "hollow" }));
  return make("div", { class: "likely-row" }, make("span", { class: "name", dir: "auto" }), track, make("span", { class: "percent" }), make("span", { class: "percent rival" }));
}
