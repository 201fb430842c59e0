/**
 * Where the sub-totals of an opened map come together: a plus, and below it the bias that is added, to be changed.
 *
 * @typedef {object} Own
 * @property {string} bias
 * @property {string} weight
 * @property {number} channel
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { make, standing } from "../draw/dom.js";
import { Entry } from "../input/entry.js";
import { Panel } from "./base.js";

/** @extends {Panel<Spec>} */
export default class Plus extends Panel {
  leads = false;
  /** @type {import("./base.js").Rect | undefined} */
  #place;

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.circle = make("span", { class: "circle", "aria-hidden": "true" }, "+");
    this.entry = new Entry(stage);
    this.entry.input.setAttribute("aria-label", "bias");
    this.body.append(this.circle, make("label", { class: "added" }, this.entry.input, make("span", {}, "bias")));
  }

  /** @param {Spec} spec */
  static key(spec) {
    return `${super.key(spec)} ${spec.channel}`;
  }

  /** It stands for no tensor's cells. */
  shows() {
    return false;
  }

  get control() {
    return this.entry.input;
  }

  get edits() {
    return [this.spec.weight, this.spec.bias];
  }

  /** @param {number} width @param {number} height */
  layout(width, height) {
    super.layout(width, height);
    this.body.style.height = `${height}px`;
  }

  /** @param {DOMRect} stage */
  anchor(stage) {
    const map = this.stage.panels.find((panel) => panel.grows)?.body.getBoundingClientRect();
    if (map) this.body.style.setProperty("--middle", `${map.top + map.height / 2 - this.body.getBoundingClientRect().top}px`);
    this.#place = standing(this.circle, stage);
  }

  /** The circle. */
  whole() {
    return this.#place;
  }

  /** @param {import("./base.js").How} how */
  paint(how) {
    this.entry.show(this.spec.bias, this.spec.channel, 0, how);
  }
}
