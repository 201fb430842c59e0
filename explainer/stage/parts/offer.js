/**
 * The tour's button in the corner of the guide's line. On a first visit to a page it says what it is for, once; until it is
 * declined or taken. Which pages were visited the browser keeps, where it may; nobody else learns it.
 */
import { make, say } from "../draw/dom.js";

/** Where nothing may be kept: the pages of which a tour was offered. @type {Set<string>} */
const offered = new Set();

/** @param {string} page @returns {boolean} whether its tour was never offered before; it is now */
function first(page) {
  const key = `tour-offered-${page}`;
  let before = offered.has(page);
  offered.add(page);
  try {
    before ||= localStorage.getItem(key) !== null;
    localStorage.setItem(key, "1");
  } catch {
    // Storage is forbidden or full: it may be offered again.
  }
  return !before;
}

export class Offer {
  #page = "";

  /** @param {() => void} take */
  constructor(take) {
    this.lead = make("span", { class: "lead" });
    this.many = make("span", { class: "many" });
    this.button = make("button", { type: "button", class: "start", "aria-expanded": "false", "aria-haspopup": "dialog" }, this.lead, this.many);
    this.button.onclick = take;
    this.decline = make("button", { type: "button", class: "decline", "aria-label": "No tour, thanks" }, "×");
    this.decline.onclick = () => {
      this.button.focus({ preventScroll: true });
      this.#invite(false);
    };
    this.element = make("div", { class: "tour-offer", translate: "yes", hidden: "" }, this.button, this.decline);
  }

  /** @param {string} page @param {number} steps */
  show(page, steps) {
    this.element.hidden = !steps;
    if (page !== this.#page) this.#invite(first(page));
    this.#page = page;
    say(this.many, ` ${steps > 1 ? `of ${steps} steps` : "of one step"}`);
  }

  /** @param {boolean} open whether the tour is under way */
  taken(open) {
    this.button.setAttribute("aria-expanded", String(open));
    if (open) this.#invite(false);
  }

  /** @param {boolean} inviting */
  #invite(inviting) {
    this.element.classList.toggle("inviting", inviting);
    this.decline.hidden = !inviting;
    say(this.lead, inviting ? "New here? A tour" : "Tour");
  }
}
