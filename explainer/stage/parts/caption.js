/** The selected cell in a sentence, which is read out. */
import { number, sentence } from "../arithmetic/words.js";
import { make, say } from "../draw/dom.js";
import { where } from "./called.js";
import { verdict } from "./finding.js";
import { unsaid } from "./secrets.js";

/** @param {string} text */
const capital = (text) => `${text[0].toUpperCase()}${text.slice(1)}`;

export class Caption {
  constructor() {
    this.element = make("p", { class: "caption", "data-testid": "caption", "aria-live": "polite", translate: "yes" });
  }

  /** @param {boolean} playing nobody wants every step read out */
  quiet(playing) {
    this.element.setAttribute("aria-live", playing ? "off" : "polite");
  }

  /** @param {import("../store.js").Store} store @param {import("../arithmetic/opening.js").Opened} opened */
  show(store, opened) {
    const { scene, cells, selected } = store;
    const { tensor, at } = selected;
    if (unsaid(scene, tensor)) return say(this.element, scene.instead ?? "");
    const cell = cells[tensor];
    const told = cell ? undefined : scene.says?.[tensor]?.[at[0]];
    const found = verdict(store, opened.total);
    if (found) return say(this.element, found);
    say(this.element, told ?? `${capital(where(store))}: ${meaning(store, opened.total)}${what(store, opened)}`);
  }
}

/** What a value of the played map says, as long as it is torch's. @param {import("../store.js").Store} store @param {number} value */
function meaning({ scene, edited, selected: { tensor, at } }, value) {
  const found = tensor === scene.play && !edited && scene.meanings?.[at[0]]?.[value > 0 ? 0 : value < 0 ? 2 : 1];
  return found ? `${found} ` : "";
}

/** @param {import("../store.js").Store} store @param {import("../arithmetic/opening.js").Opened} opened */
function what({ scene, cells, selected: { tensor } }, opened) {
  if (cells[tensor]) return capital(sentence(cells[tensor], opened));
  return capital((scene.readings?.[tensor] ?? "{value}, as it came in.").replace("{value}", number(opened.total)));
}
