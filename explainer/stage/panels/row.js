/**
 * One row: the words of a sentence, or one number for each of some words. Words are dragged onto each other to be exchanged.
 *
 * @typedef {object} Own
 * @property {number[]} cells
 * @property {import("../draw/colours.js").Scale} [scale]
 * @property {string[]} [texts]
 * @property {string[]} [labels]
 * @property {number[]} [marked]
 * @property {number[]} [unknown]
 * @property {boolean} [leftwards]
 * @property {string} [order]
 * @property {string[]} [names]
 * @typedef {import("./base.js").Spec & Own} Spec
 * @typedef {import("../input/undo.js").Step} Step
 */
import { best as likeliest } from "../arithmetic/extremes.js";
import { number, percent } from "../arithmetic/words.js";
import { colour, fill } from "../draw/colours.js";
import { keep, make, parts, say, standing, under } from "../draw/dom.js";
import { grip } from "../input/grip.js";
import { Panel } from "./base.js";

/** A share of 1 stays a shade short of full colour, so that the number on it can be read. */
const PALER = 1.3;
const LEAST = 0.005;

/** @extends {Panel<Spec>} */
export default class Row extends Panel {
  flat = true;
  /** @type {import("./base.js").Rect[]} */
  #places = [];
  /** @type {number | null} the word in the hand */
  #from = null;

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.title.className = "row-title";
    this.row = make("div", { class: "row-cells" });
    this.body.append(this.row, this.guess);
    say(this.was, "↶");
    this.was.title = "As it was";
    this.was.onclick = () => this.#another(this.#back);
    this.element.replaceChildren(make("div", { class: "row-head" }, this.title, spec.names ? this.size : this.was), this.body);
    this.element.classList.toggle("tight", !!spec.names);
  }

  get scale() {
    return this.spec.scale ?? "signed";
  }

  get leftwards() {
    return !!this.spec.leftwards;
  }

  get data() {
    return this.read(this.spec.tensor).data;
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    this.stand();
    const { texts, labels, marked, unknown } = spec;
    if (spec.names) say(this.size, this.#likeliest);
    this.row.dir = this.leftwards ? "rtl" : "ltr";
    this.element.setAttribute("aria-label", `${spec.title}: ${spec.tensor}`);
    this.row.classList.toggle("words", !!texts);
    keep(this.row, spec.cells.length, cell).forEach((element, k) => {
      const [label, value] = parts(element);
      label.hidden = !labels;
      say(label, labels?.[k] ?? "");
      const share = this.data[spec.cells[k]];
      say(value, texts?.[k] ?? (spec.names ? inPercent(share) : number(share).replace(/\.00$/, "")));
      element.style.setProperty("--at", String(k));
      element.classList.toggle("marked", !!marked?.includes(k));
      element.classList.toggle("unknown", !!unknown?.includes(k));
      element.title = !texts ? (labels?.[k] ?? "") : unknown?.includes(k) ? `${texts[k]}: no model knows this word.` : texts[k];
      if (spec.order) this.#movable(element, k);
    });
  }

  /** The likeliest of answers that have names, and its share. */
  get #likeliest() {
    const k = likeliest(this.data);
    return this.data[k] >= 0 ? `${this.spec.names?.[k]} ${percent(this.data[k])}` : "";
  }

  /** A word that is dragged onto another changes places with it, one exchange at a time: the next is told by the places that come of it. @param {HTMLElement} element @param {number} k */
  #movable(element, k) {
    if (element.classList.contains("movable")) return;
    element.classList.add("movable");
    grip(element, {
      may: () => !this.stage.server.listening,
      take: () => (this.#from = k),
      drag: (_, right, down) => (element.style.transform = `translate(${right}px, ${down}px)`),
      drop: (e) => {
        element.style.transform = "";
        this.#from = null;
        const box = this.stage.root.getBoundingClientRect();
        const to = this.#under(e.clientX - box.left, e.clientY - box.top);
        if (e.type === "pointerup" && to >= 0 && to !== k) this.#another(this.spec.cells.map((_, at) => (at === k ? to : at === to ? k : at)));
      },
    });
  }

  /** The words in another order: `order` has the place at which each stood. @param {number[]} order */
  arrange(order) {
    this.stage.server.say({ edit: { [this.spec.order ?? ""]: order } });
  }

  /** @param {number[]} order */
  #another(order) {
    const before = this.spec.texts ?? [];
    this.arrange(order);
    this.stage.editing.undo.keep(new Order(this, order, before.join(" "), order.map((k) => before[k]).join(" ")));
  }

  /** The order that leads back to the words as they were when the first was moved. */
  get #back() {
    let [words, order] = [this.spec.texts?.join(" "), this.spec.cells.map((_, k) => k)];
    for (const step of this.stage.editing.undo.latest()) {
      if (!(step instanceof Order) || step.row !== this || step.after !== words) continue;
      order = inverse(step.order).map((k) => order[k]);
      words = step.before;
    }
    return order;
  }

  get touched() {
    return this.#back.some((k, place) => k !== place);
  }

  /** @param {DOMRect} stage */
  anchor(stage) {
    this.#places = parts(this.row).map((element) => standing(parts(element)[1], stage));
  }

  /** @param {import("./base.js").How} how */
  paint({ palette }) {
    if (this.spec.texts) return;
    parts(this.row).forEach((element, k) => {
      const limit = this.scale === "probability" ? PALER : 1;
      fill(parts(element)[1], colour(palette, this.scale, this.data[this.spec.cells[k]], limit));
    });
  }

  /** Of a long list only some words stand here. @param {import("./base.js").Place} cell @param {number} d @param {number} by */
  beside({ at: [k] }, d, by) {
    const { cells } = this.spec;
    return [cells[Math.max(0, Math.min(cells.length - 1, cells.indexOf(k) + by))]];
  }

  /** @returns {import("./base.js").Shading} */
  shading() {
    return { scale: this.scale, limit: 1 };
  }

  /** @param {number} x @param {number} y */
  #under(x, y) {
    return under(this.#places, x, y);
  }

  /** @param {number} x @param {number} y */
  cellAt(x, y) {
    const k = this.#under(x, y);
    return k < 0 || this.#from ? null : { tensor: this.spec.tensor, at: [this.spec.cells[k]] };
  }

  /** @param {number[][]} cells */
  rects(cells) {
    if (cells.length > 1 && cells.length === this.data.length) return [];
    return cells.map(([k]) => this.#places[this.spec.cells.indexOf(k)]).filter(Boolean);
  }
}

/** Words that were put in another order. @implements {Step} */
class Order {
  /** @param {Row} row @param {number[]} order @param {string} before @param {string} after */
  constructor(row, order, before, after) {
    this.row = row;
    this.order = order;
    this.before = before;
    this.after = after;
  }

  stands() {
    return this.row.stage.panels.includes(this.row) && this.row.spec.texts?.join(" ") === this.after;
  }

  turn() {
    this.order = inverse(this.order);
    [this.before, this.after] = [this.after, this.before];
    this.row.arrange(this.order);
  }
}

/** @param {number[]} order */
function inverse(order) {
  return order.map((_, k) => order.indexOf(k));
}

/** A share as it stands in a row of many, which are nearly all nothing. @param {number} share */
const inPercent = (share) => (share >= LEAST ? String(Math.round(100 * share)) : "\u00a0");

function cell() {
  return make("div", { class: "row-cell" }, make("small", { dir: "auto" }), make("span", { dir: "auto" }));
}
