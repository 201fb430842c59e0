/** The line above the panels: what to do here, or, on the way back through the layers, the steps so far. */
import { make, say } from "../draw/dom.js";

const HINT = "Point at a cell to see what it is made of; a click pins it. Space plays.";

export class Guide {
  /** @param {HTMLElement} way the steps so far */
  constructor(way) {
    this.hint = make("span", { class: "hint" });
    this.way = way;
    this.element = make("div", { class: "guide" }, way, this.hint);
  }

  /** @param {import("../payload.js").Scene} scene */
  show(scene) {
    say(this.hint, scene.hint ?? HINT);
    this.hint.hidden = !this.way.hidden;
  }
}
