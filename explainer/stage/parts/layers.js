/** On a narrow screen: the layers of a network, of which one is on show. */
import { strongest } from "../arithmetic/places.js";
import { keep, make, say } from "../draw/dom.js";
import { inColumns, layerOf } from "./narrow.js";

export class Layers {
  /** @param {import("../stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.element = make("div", { class: "layers", role: "group", "aria-label": "Layers" });
  }

  /** The one on show; everywhere else all of them are. */
  get now() {
    return this.stage.narrow && this.stage.store.scene.wired ? layerOf(this.stage, inColumns(this.stage)) : 0;
  }

  show() {
    const { stage } = this;
    const { store } = stage;
    this.element.hidden = !stage.narrow || !store.scene.wired;
    if (this.element.hidden) return;
    const [all, now] = [inColumns(stage), this.now];
    keep(this.element, all.length, () => make("button", { type: "button" })).forEach((chip, n) => {
      const { tensor } = all[n][all[n].length - 1].spec;
      say(chip, all[n][0].spec.kind === "draw" ? "draw" : (store.scene.labels?.[tensor] ?? tensor));
      chip.setAttribute("aria-pressed", String(n === now));
      chip.onclick = () => this.#to(tensor);
    });
  }

  /** To a layer's strongest cell. @param {string} tensor */
  #to(tensor) {
    const { store } = this.stage;
    store.select(tensor, strongest(store.read(tensor)));
  }
}
