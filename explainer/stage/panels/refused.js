/**
 * Where a network ends because the next layer cannot take what there is: why, in plain words, and torch's own.
 *
 * @typedef {object} Own
 * @property {string} why
 * @property {string} torch
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { make, say } from "../draw/dom.js";
import { Panel } from "./base.js";

const WIDTH = 300;

/** @extends {Panel<Spec>} */
export default class Refused extends Panel {
  broad = true;

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.why = make("p", { translate: "yes" });
    this.torch = make("code");
    this.body.append(this.why, this.torch);
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    this.stand();
    say(this.why, spec.why);
    say(this.torch, spec.torch);
  }

  /** @param {number} width @param {number} height */
  layout(width, height) {
    super.layout(Math.min(width, WIDTH * this.unit), height);
  }

  /** It shows no cells. */
  shows() {
    return false;
  }
}
