/** The line above the panels: what to do here, the way back from an opened map, and the steps back through the layers. */
import { make, say } from "../draw/dom.js";

const HINT = "Point at a cell to see what it is made of; a click pins it. Space plays.";
const OPENED = "Point at a kernel for its products, at a cell for its sum; drag a kernel’s numbers.";

export class Guide {
  /** @param {HTMLElement} way the steps so far @param {() => void} close */
  constructor(way, close) {
    this.hint = make("span", { class: "hint" });
    this.way = way;
    this.back = make("button", { type: "button", class: "back" }, "← All layers");
    this.back.onclick = close;
    this.element = make("div", { class: "guide" }, this.back, way, this.hint);
  }

  /** @param {import("../store.js").Store} store */
  show({ scene, opened }) {
    this.back.hidden = !opened;
    say(this.hint, opened ? OPENED : (scene.hint ?? HINT));
    this.hint.hidden = !this.way.hidden;
  }
}
