/**
 * What stands in a panel's place while that would answer what the page asks: a hatch whose proportions say nothing of what is
 * under it. Lines that lead to one of its cells lead to it as a whole.
 *
 * @typedef {object} Own
 * @property {string} over
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { make, standing } from "../draw/dom.js";
import { Panel } from "./base.js";

/** Kinds that are as tall as a line of text, and how wide they are here. */
const LINES = ["row"];
const LINE = 320;
/** Kinds that show something else than the cells of their tensor. */
const OTHERS = ["curve", "histogram"];
const BROAD = ["bars", "table"];
/** Kinds that take all the room there is, whatever they show. */
const ALL = ["lanes"];

/** @extends {Panel<Spec>} */
export default class Veil extends Panel {
  /** @type {import("./base.js").Rect | undefined} */
  #place;

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.flat = LINES.includes(spec.over);
    this.broad = BROAD.includes(spec.over);
    this.element.classList.toggle("line", this.flat);
    this.hatch = make("div", { class: "hatch", role: "img" });
    this.body.append(this.hatch);
  }

  /** @param {Spec} spec */
  static key(spec) {
    return `${super.key(spec)} ${spec.over} ${spec.title}`;
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    this.stand();
    this.element.setAttribute("aria-label", spec.title ?? "");
    this.hatch.setAttribute("aria-label", `${spec.title}, hidden until you have answered`);
  }

  /** @param {number} width @param {number} height */
  layout(width, height) {
    const all = ALL.includes(this.spec.over);
    const side = Math.min(width, height);
    super.layout(this.flat ? Math.min(width, LINE * this.unit) : all ? width : side, height);
    this.hatch.style.height = this.flat ? "" : `${all ? height : side}px`;
  }

  /** @param {DOMRect} stage */
  anchor(stage) {
    this.#place = this.absent ? undefined : standing(this.hatch, stage);
  }

  /** @param {string} tensor */
  shows(tensor) {
    return super.shows(tensor) && !OTHERS.includes(this.spec.over);
  }

  /** Nothing is said of its colours either. @returns {import("./base.js").Shading} */
  shading() {
    return { scale: "signed", limit: 0 };
  }

  whole() {
    return this.#place;
  }

  rects() {
    return this.#place ? [this.#place] : [];
  }
}
