/** A number on the stage that can be changed: dragged, typed or stepped with the arrow keys. */
import { allDigits, number } from "../arithmetic/words.js";
import { colour, fill } from "../draw/colours.js";
import { keep, make } from "../draw/dom.js";

const PER_PIXEL = 0.01;
const STEP = 0.05;
const MOST = 1000; // whatever follows from a number so large stays a float32; the server has the same bound
const ATTRIBUTES = { type: "text", inputmode: "decimal", role: "spinbutton", autocomplete: "off", spellcheck: "false", "aria-valuenow": 0, "data-testid": "number", class: "entry" };
/** @type {Record<string, number>} */
const STEPS = { ArrowUp: STEP, ArrowDown: -STEP };

/** @type {WeakMap<HTMLInputElement, Entry>} */
const entryOf = new WeakMap();

/** @param {number} value */
const bounded = (value) => Math.max(-MOST, Math.min(MOST, value));

/** As many numbers in an element as wanted. @param {Element} parent @param {number} count @param {import("../stage.js").Stage} stage */
export function entries(parent, count, stage) {
  return keep(parent, count, () => new Entry(stage).input).map((input) => /** @type {Entry} */ (entryOf.get(input)));
}

export class Entry {
  #tensor = "";
  #flat = 0;
  #typing = false;
  /** @type {{x: number, y: number, from: number, moved: boolean} | null} */
  #drag = null;

  /** @param {import("../stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.input = make("input", ATTRIBUTES);
    entryOf.set(this.input, this);
    this.input.addEventListener("pointerdown", (e) => this.#pressed(e));
    this.input.addEventListener("pointermove", (e) => this.#moved(e));
    this.input.addEventListener("pointerup", () => this.#let());
    this.input.addEventListener("pointercancel", () => this.#release());
    this.input.addEventListener("keydown", (e) => this.#key(e));
    this.input.addEventListener("input", () => this.stage.editing.hold());
    this.input.addEventListener("blur", () => this.#finish());
  }

  get value() {
    return this.stage.store.read(this.#tensor).data[this.#flat];
  }

  /** Its number and its colour; what is being typed stays. @param {string} tensor @param {number} flat @param {number} limit of full colour, 0 for none @param {import("../draw/colours.js").Look} look */
  show(tensor, flat, limit, look) {
    this.#tensor = tensor;
    this.#flat = flat;
    const { input, value } = this;
    fill(input, colour(look.palette, "signed", limit ? value : 0, limit || 1));
    input.setAttribute("aria-valuenow", String(value));
    input.setAttribute("aria-valuetext", number(value));
    if (this.#typing) return;
    const text = Math.abs(value) < 100 ? number(value) : value.toFixed(0).replace("-", "−");
    if (input.value !== text) input.value = text;
  }

  /** @param {number} value */
  #change(value) {
    this.stage.editing.edit(this.#tensor, this.#flat, bounded(Math.round(value * 1e4) / 1e4));
  }

  /** @param {PointerEvent} e */
  #pressed(e) {
    if (e.button || this.#typing) return;
    this.#drag = { x: e.clientX, y: e.clientY, from: this.value, moved: false };
    this.input.setPointerCapture(e.pointerId);
  }

  /** @param {PointerEvent} e */
  #moved(e) {
    if (!this.#drag) return;
    const far = e.clientX - this.#drag.x + this.#drag.y - e.clientY;
    if (!this.#drag.moved && Math.abs(far) < 3) return;
    this.#drag.moved = true;
    this.stage.editing.hold();
    this.#change(this.#drag.from + Math.round(far) * PER_PIXEL);
  }

  /** The end of a drag, or a click after which one types. */
  #let() {
    if (!this.#drag) return;
    if (this.#release()) return this.input.blur();
    this.#typing = true;
    this.input.value = allDigits(this.value);
    this.input.select();
  }

  #release() {
    const moved = this.#drag?.moved;
    this.#drag = null;
    if (moved) this.stage.editing.release();
    return moved;
  }

  /** @param {KeyboardEvent} e */
  #key(e) {
    e.stopPropagation();
    const step = STEPS[e.key];
    if (step) {
      e.preventDefault();
      this.#typing = false;
      this.#change(this.value + step * (e.shiftKey ? 10 : 1));
      this.stage.editing.commitSoon();
    } else if (e.key === "Enter") {
      this.#finish();
    } else if (e.key === "Escape") {
      this.input.value = number(this.value);
      this.#finish();
    } else if (e.key.length === 1) {
      this.#typing = true;
    }
  }

  /** What was typed counts, if it is a number, and what was stepped is sent. */
  #finish() {
    const written = this.input.value.trim().replace("−", "-").replace(",", ".");
    const typed = bounded(Number(written));
    if (this.#typing && written && !Number.isNaN(typed) && typed !== this.value)
      this.stage.editing.edit(this.#tensor, this.#flat, typed);
    this.#typing = false;
    this.input.value = number(this.value);
    this.stage.editing.release();
  }
}
