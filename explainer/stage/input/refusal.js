/** Says beside a number why what was typed there cannot be taken, without moving anything. */
import { make, say, standing } from "../draw/dom.js";

const READ_MS = 6000;

export class Refusal {
  #timer = 0;
  /** @type {HTMLInputElement | null} */
  #of = null;

  /** @param {import("../stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.element = make("div", { class: "refusal", role: "alert", "data-testid": "refusal" });
  }

  /** @param {HTMLInputElement} input @param {string} why */
  show(input, why) {
    const { root } = this.stage;
    if (!this.element.isConnected) root.append(this.element);
    this.hide();
    this.#of = input;
    input.setAttribute("aria-invalid", "true");
    say(this.element, why);
    const [place, { style }] = [standing(input, root.getBoundingClientRect()), this.element];
    style.left = `${Math.max(0, Math.min(place.x, root.clientWidth - this.element.offsetWidth))}px`;
    style.top = `${place.y + place.h + 4}px`;
  }

  /** It stays for long enough to be read. */
  hideSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.hide(), READ_MS);
  }

  hide() {
    clearTimeout(this.#timer);
    this.#of?.removeAttribute("aria-invalid");
    this.#of = null;
    say(this.element, "");
  }
}
