/**
 * What could be said next: the likeliest few of the shares (S, V) at the step that is meant, the one that was chosen told by its
 * ink; and, where several beginnings are kept, those that were kept after that step.
 *
 * @typedef {object} Own
 * @property {string[]} names of all of them
 * @property {number[]} chosen at each step
 * @property {number} few how many are shown
 * @property {[string, number][][]} [kept] after each step, and each one's share
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { percent } from "../arithmetic/words.js";
import { tocome } from "../draw/columns.js";
import { keep, make, parts, say, standing, under } from "../draw/dom.js";
import { stepOf } from "../parts/step.js";
import { Panel, SHARE } from "./base.js";

const WORD = 2;
const EACH = { most: 34, least: 24 };
const KEPT = 22;

/** @extends {Panel<Spec>} */
export default class Choices extends Panel {
  broad = true;
  sideways = true;
  now = 0;
  /** @type {number[]} the words that are shown, by their places */
  shown = [];
  /** @type {import("./base.js").Rect[]} */
  #places = [];

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.bars = make("div", { class: "choice-bars" });
    this.kept = make("ol", { class: "kept" });
    this.body.append(this.bars, this.kept);
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    this.stand();
    keep(this.bars, Math.min(spec.few, spec.names.length), bar);
    keep(this.kept, spec.kept ? Math.max(...spec.kept.map((all) => all.length)) : 0, () => make("li", { dir: "auto" }));
    this.kept.hidden = !spec.kept;
  }

  /** Its cells are named by their words. @param {import("./base.js").How} how */
  look(how) {
    const step = stepOf(this.stage, this.spec.tensor, [how.selected, how.first], this.now);
    return `${step} ${this.#meant(how, step)} ${tocome(how, step, WORD)}`;
  }

  /** A word that is asked for stands among the others, however unlikely. @param {import("./base.js").How} how @param {number} step */
  #meant({ selected: { tensor, at } }, step) {
    return tensor === this.spec.tensor && at[0] === step ? at[1] : this.spec.chosen[step];
  }

  /** @param {import("./base.js").How} how */
  paint(how) {
    const { names, chosen, few, kept, tensor } = this.spec;
    const [step] = this.look(how).split(" ").map(Number);
    this.now = step;
    const data = this.read(tensor).data.subarray(step * names.length, (step + 1) * names.length);
    const order = [...data.keys()].sort((a, b) => data[b] - data[a]);
    const meant = this.#meant(how, step);
    this.shown = order.slice(0, few);
    if (!this.shown.includes(meant)) this.shown[few - 1] = meant;
    const waits = tocome(how, step, WORD);
    this.element.classList.toggle("to-come", waits);
    parts(this.bars).forEach((element, k) => {
      const [name, track, share] = parts(element);
      const v = this.shown[k];
      say(name, names[v]);
      say(share, percent(data[v], 1));
      parts(track)[0].style.width = `${100 * data[v]}%`;
      element.classList.toggle("best", v === chosen[step]);
    });
    this.bars.setAttribute("aria-label", this.shown.map((v) => `${names[v]}: ${percent(data[v], 1)}`).join(", "));
    const there = kept?.[step] ?? [];
    parts(this.kept).forEach((element, k) => {
      element.hidden = k >= there.length;
      say(element, k < there.length ? `${there[k][0]} · ${percent(there[k][1], 1)}` : "");
    });
  }

  /** @param {number} width @param {number} height */
  layout(width, height) {
    super.layout(width, height);
    const u = this.unit;
    const lines = parts(this.kept).length;
    const each = Math.max(EACH.least, Math.min(EACH.most, height / u / this.spec.few - (lines * KEPT) / this.spec.few));
    this.bars.style.setProperty("--each", `${each * u}px`);
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
    return k < 0 ? null : { tensor: this.spec.tensor, at: [this.now, this.shown[k]] };
  }

  /** Up and down goes to the next of those that are shown. @param {import("./base.js").Place} cell @param {number} d @param {number} by */
  beside(cell, d, by) {
    const k = this.shown.indexOf(cell.at[1]);
    if (d !== 1 || k < 0) return super.beside(cell, d, by);
    return [cell.at[0], this.shown[Math.max(0, Math.min(this.shown.length - 1, k + by))]];
  }

  /** @param {number[][]} cells */
  rects(cells) {
    return cells.filter(([s]) => s === this.now).flatMap(([, v]) => this.#places[this.shown.indexOf(v)] ?? []);
  }
}

function bar() {
  return make("div", { class: "choice" }, make("span", { class: "choice-name" }), make("span", { class: "choice-track" }, make("i")), make("span", { class: "choice-share" }));
}
