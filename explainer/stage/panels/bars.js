/**
 * Shares: one bar for each class, the likeliest told in words, and where each stood before something was changed.
 *
 * @typedef {object} Own
 * @property {string[]} [names]
 * @property {number[]} [before]
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { best as likeliest } from "../arithmetic/extremes.js";
import { percent } from "../arithmetic/words.js";
import { limitOf } from "../draw/colours.js";
import { keep, make, parts, say, standing, under } from "../draw/dom.js";
import { Panel } from "./base.js";

const SURE = 0.9;
const HALF = 0.5;
const WIDTH = 250;
const TALLEST = 46;

/** @extends {Panel<Spec>} */
export default class Bars extends Panel {
  /** @type {import("./base.js").Rect[]} */
  #places = [];
  broad = true;

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.rows = make("div", { class: "bars" });
    this.body.append(this.rows);
  }

  get data() {
    return this.read(this.spec.tensor).data;
  }

  get names() {
    return this.spec.names;
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    this.stand();
    const { data } = this;
    const { names = [], before } = spec;
    const best = likeliest(data);
    const named = (/** @type {number} */ k) => names[k] ?? String(k);
    this.rows.style.setProperty("--name", `${Math.max(1.6, 0.62 * Math.max(1, ...names.map((name) => name.length)))}em`);
    say(this.size, !(data[best] >= 0) ? "" : data[best] >= SURE ? named(best) : data[best] >= HALF ? `${named(best)}, unsure` : "cannot decide");
    keep(this.rows, data.length, row).forEach((element, k) => {
      const [name, track, share] = parts(element);
      const [bar, was] = parts(track);
      element.classList.toggle("best", k === best);
      say(name, named(k));
      say(share, Number.isFinite(data[k]) ? percent(data[k], 1) : "NaN");
      bar.style.width = `${100 * (data[k] || 0)}%`;
      was.hidden = !before;
      if (before) was.style.left = `${100 * before[k]}%`;
    });
  }

  /** @param {import("./base.js").How} how */
  look({ birth, born }) {
    return String(!!birth && birth[0] > born);
  }

  /** While it is still to come, nothing is told. @param {import("./base.js").How} how */
  paint(how) {
    this.element.classList.toggle("to-come", this.look(how) === "true");
  }

  /** @param {number} width @param {number} height */
  layout(width, height) {
    super.layout(Math.min(width, WIDTH * this.unit), height);
    const each = Math.min(TALLEST * this.unit, (height - 10 * this.unit) / this.data.length);
    this.rows.style.setProperty("--each", `${each}px`);
  }

  /** @param {DOMRect} stage */
  anchor(stage) {
    this.#places = this.absent ? [] : parts(this.rows).map((element) => {
      const place = standing(element, stage);
      return { ...place, w: place.w + 8 };
    });
  }

  /** @returns {import("./base.js").Shading} */
  shading() {
    return { scale: "probability", limit: limitOf(this.data) };
  }

  /** @param {number} x @param {number} y */
  cellAt(x, y) {
    const k = under(this.#places, x, y);
    return k < 0 ? null : { tensor: this.spec.tensor, at: [k] };
  }

  /** @param {string} tensor @param {number} k */
  whole(tensor, k) {
    return this.#places[k];
  }

  /** One bar; not all of them where all are meant. @param {number[][]} cells */
  rects(cells) {
    return cells.length === this.#places.length ? [] : cells.map(([k]) => this.#places[k]);
  }
}

function row() {
  return make(
    "div",
    { class: "share" },
    make("span", { class: "name" }),
    make("span", { class: "track" }, make("i"), make("em", { title: "before" })),
    make("span", { class: "percent" }),
  );
}
