/** Options of which one is chosen, as readers know them: Tab comes to the chosen one, arrows, Home and End go on and choose. */
import { make } from "../draw/dom.js";

/** From where to where the keys go, among so many. @type {Record<string, (at: number, of: number) => number>} */
const KEYS = {
  ArrowRight: (at, of) => (at + 1) % of,
  ArrowDown: (at, of) => (at + 1) % of,
  ArrowLeft: (at, of) => (at + of - 1) % of,
  ArrowUp: (at, of) => (at + of - 1) % of,
  Home: () => 0,
  End: (_, of) => of - 1,
};

export class Radios {
  /** @param {string} label the id of what says what is asked @param {string} name @param {string[]} options @param {string[]} signs of the framework's font @param {(option: string) => void} choose */
  constructor(label, name, options, signs, choose) {
    this.options = options;
    this.buttons = options.map((option, k) => {
      const sign = signs[k] && `--sign: "${signs[k]}"`;
      const button = make("button", { type: "button", role: "radio", style: sign || undefined }, option);
      button.addEventListener("click", () => choose(option));
      return button;
    });
    this.group = make("div", { role: "radiogroup", "aria-labelledby": label, class: name }, ...this.buttons);
    this.group.addEventListener("keydown", (e) => {
      const at = this.buttons.findIndex((button) => button === e.target);
      const to = KEYS[e.key]?.(at, options.length);
      if (at < 0 || to === undefined || e.ctrlKey || e.metaKey || e.altKey || e.shiftKey) return;
      e.preventDefault();
      e.stopPropagation();
      this.buttons[to].focus();
      choose(options[to]);
    });
  }

  /** @param {string} chosen */
  check(chosen) {
    this.buttons.forEach((button, k) => {
      button.setAttribute("aria-checked", String(this.options[k] === chosen));
      button.tabIndex = this.options[k] === chosen ? 0 : -1;
    });
  }
}
