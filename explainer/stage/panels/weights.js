/**
 * The numbers that the selected unit of a recurrent layer has learned, in one line, each to be dragged, typed or stepped.
 *
 * @typedef {object} Own
 * @property {Group[]} groups
 * @property {string[]} of
 * @typedef {object} Group
 * @property {string} tensor
 * @property {string} title
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { limitOf } from "../draw/colours.js";
import { keep, make, parts, say } from "../draw/dom.js";
import { entries } from "../input/entry.js";
import { Panel } from "./base.js";

/** @extends {Panel<Spec>} */
export default class Weights extends Panel {
  flat = true;
  leads = false;
  #unit = 0;

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.body.classList.add("weight-groups");
  }

  get edits() {
    return this.spec.groups.map(({ tensor }) => tensor);
  }

  get control() {
    return this.body.querySelector("input");
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    this.stand();
  }

  /** @param {number} width */
  layout(width) {
    super.layout(width, 0);
    const [count, wide] = this.edits.reduce(([n, most], tensor) => {
      const each = this.read(tensor).shape[1] ?? 1;
      return [n + each, Math.max(most, each)];
    }, [0, 1]);
    const room = (width - 14 * (this.edits.length - 1) * this.unit) / count - 2;
    const cell = Math.max(34, Math.min(44 * this.unit, room));
    this.element.style.setProperty("--cell", `${Math.floor(Math.min(cell, width / Math.min(wide, 8) - 2))}px`);
    this.element.style.setProperty("--digits", `${Math.max(12, 12.5 * this.unit)}px`);
  }

  /** The unit that is selected, in whatever of the layer's tensors, or the one before. @param {import("./base.js").How} how */
  look({ selected: { tensor, at } }) {
    const units = this.read(this.spec.tensor).shape[0];
    return this.spec.of.includes(tensor) && at[1] < units ? at[1] : this.#unit;
  }

  /** @param {import("./base.js").How} how */
  paint(how) {
    this.#unit = this.look(how);
    say(this.title, `${this.spec.title} ${this.#unit + 1}`);
    say(this.hint, "drag a number");
    keep(this.body, this.spec.groups.length, group).forEach((element, n) => {
      const { tensor, title } = this.spec.groups[n];
      const { data, shape } = this.read(tensor);
      const each = shape[1] ?? 1;
      const [label, row] = parts(element);
      say(label, title);
      const limit = limitOf(data);
      entries(row, each, this.stage).forEach((entry, k) => {
        entry.show(tensor, this.#unit * each + k, limit, how);
        entry.input.setAttribute("aria-label", each > 1 ? `${title}, number ${k + 1}` : title);
      });
    });
  }

  /** @param {string} tensor */
  shows(tensor) {
    return this.edits.includes(tensor);
  }
}

function group() {
  return make("div", { class: "weight-group" }, make("small"), make("div", { class: "weight-row" }));
}
