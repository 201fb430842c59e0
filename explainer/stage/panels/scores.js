/**
 * What all maps of a tensor say at the selected place: a bar for each, the largest told by its ink.
 *
 * @typedef {object} Own
 * @property {string[]} [names]
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { best as likeliest } from "../arithmetic/extremes.js";
import { number, percent } from "../arithmetic/words.js";
import { keep, make, parts, say, standing, under } from "../draw/dom.js";
import { Panel, SHARE } from "./base.js";

const TALL = 74;

/** @extends {Panel<Spec>} */
export default class Scores extends Panel {
  flat = true;
  broad = true;
  /** @type {import("./base.js").Rect[]} */
  #places = [];
  /** @type {[number, number]} the place that is shown */
  #at = [0, 0];

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.bars = make("div", { class: "score-bars" });
    this.body.append(this.bars);
  }

  get names() {
    return this.spec.names;
  }

  /** The place of the selection, where it has one in these maps. @returns {[number, number]} */
  get place() {
    const { read, selected } = this.stage.store;
    const own = read(this.spec.tensor).shape.slice(-2);
    const there = String(read(selected.tensor).shape.slice(-2)) === String(own);
    return there ? [selected.at[selected.at.length - 2], selected.at[selected.at.length - 1]] : this.#at;
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    this.stand();
    keep(this.bars, this.read(spec.tensor).shape[0], bar);
  }

  look() {
    return this.place.join();
  }

  paint() {
    const { shape, data } = this.read(this.spec.tensor);
    const [classes, rows, columns] = shape;
    this.#at = this.place;
    const [row, column] = this.#at;
    const values = Array.from({ length: classes }, (_, c) => data[(c * rows + row) * columns + column]);
    const best = likeliest(values);
    say(this.size, `row ${row + 1}, column ${column + 1}`);
    parts(this.bars).forEach((element, c) => {
      const [track, name] = parts(element);
      const [filled] = parts(track);
      element.classList.toggle("best", c === best);
      element.title = percent(values[c], 1);
      say(name, this.names?.[c] ?? String(c));
      filled.style.height = `${100 * Math.max(0, Math.min(1, values[c] || 0))}%`;
    });
    this.bars.setAttribute("aria-label", values.map((v, c) => `${this.names?.[c] ?? c}: ${number(v)}`).join(", "));
  }

  /** @param {number} width @param {number} height */
  layout(width, height) {
    super.layout(width, height);
    this.bars.style.setProperty("--tall", `${TALL * this.unit}px`);
  }

  /** @param {DOMRect} stage */
  anchor(stage) {
    this.#places = this.absent ? [] : parts(this.bars).map((element) => standing(element, stage));
  }

  /** @returns {import("./base.js").Shading} */
  shading() {
    return SHARE;
  }

  /** @param {number} x @param {number} y */
  cellAt(x, y) {
    const k = under(this.#places, x, y);
    return k < 0 ? null : { tensor: this.spec.tensor, at: [k, ...this.#at] };
  }

  /** The bars of cells at the place that is shown. @param {number[][]} cells */
  rects(cells) {
    const here = cells.filter(([, row, column]) => row === this.#at[0] && column === this.#at[1]);
    return here.length === this.#places.length ? [] : here.flatMap(([k]) => this.#places[k] ?? []);
  }
}

function bar() {
  return make("div", { class: "score" }, make("span", { class: "score-track" }, make("i")), make("span", { class: "score-name" }));
}
