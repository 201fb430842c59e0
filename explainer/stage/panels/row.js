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
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { number } from "../arithmetic/words.js";
import { colour, fill } from "../draw/colours.js";
import { keep, make, parts, say, standing } from "../draw/dom.js";
import { Panel } from "./base.js";

/** A share of 1 stays a shade short of full colour, so that the number on it can be read. */
const PALER = 1.3;

/** @extends {Panel<Spec>} */
export default class Row extends Panel {
  flat = true;
  /** @type {import("./base.js").Rect[]} */
  #places = [];
  /** @type {{k: number, x: number, y: number} | null} the word in the hand */
  #from = null;
  #dragged = false;

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.title.className = "row-title";
    this.row = make("div", { class: "row-cells" });
    this.body.append(this.row);
    this.element.replaceChildren(this.title, this.body);
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
    this.row.dir = this.leftwards ? "rtl" : "ltr";
    this.element.setAttribute("aria-label", `${spec.title}: ${spec.tensor}`);
    this.row.classList.toggle("words", !!texts);
    keep(this.row, spec.cells.length, cell).forEach((element, k) => {
      const [label, value] = parts(element);
      label.hidden = !labels;
      say(label, labels?.[k] ?? "");
      say(value, texts?.[k] ?? number(this.data[spec.cells[k]]).replace(/\.00$/, ""));
      element.classList.toggle("marked", !!marked?.includes(k));
      element.classList.toggle("unknown", !!unknown?.includes(k));
      element.title = !texts ? (labels?.[k] ?? "") : unknown?.includes(k) ? `${texts[k]}: no model knows this word.` : texts[k];
      if (spec.order) this.#movable(element, k);
    });
  }

  /** A word that is dragged onto another changes places with it, one exchange at a time: the next is told by the places that come of it. @param {HTMLElement} element @param {number} k */
  #movable(element, k) {
    element.classList.add("movable");
    element.onpointerdown = (e) => {
      if (e.button || this.stage.server.listening) return;
      element.setPointerCapture(e.pointerId);
      this.#from = { k, x: e.clientX, y: e.clientY };
    };
    element.onpointermove = (e) => {
      if (this.#from) element.style.transform = `translate(${e.clientX - this.#from.x}px, ${e.clientY - this.#from.y}px)`;
    };
    const back = () => {
      element.style.transform = "";
      const from = this.#from;
      this.#from = null;
      return from;
    };
    element.onpointercancel = back;
    element.onpointerup = (e) => {
      const from = back();
      const box = this.stage.root.getBoundingClientRect();
      const to = this.#under(e.clientX - box.left, e.clientY - box.top);
      this.#dragged = !!from && to !== from.k;
      if (from && to >= 0 && to !== from.k) this.#exchange(from.k, to);
    };
    element.onclick = (e) => {
      if (this.#dragged) e.stopPropagation();
      this.#dragged = false;
    };
  }

  /** @param {number} a @param {number} b */
  #exchange(a, b) {
    const order = this.spec.cells.map((_, k) => (k === a ? b : k === b ? a : k));
    this.stage.server.say({ edit: { [this.spec.order ?? ""]: order } });
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

  /** @returns {import("./base.js").Shading} */
  shading() {
    return { scale: this.scale, limit: 1 };
  }

  /** @param {number} x @param {number} y */
  #under(x, y) {
    return this.#places.findIndex((p) => x >= p.x && x < p.x + p.w && y >= p.y && y < p.y + p.h);
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

function cell() {
  return make("div", { class: "row-cell" }, make("small", { dir: "auto" }), make("span", { dir: "auto" }));
}
