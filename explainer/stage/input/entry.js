/** A number on the stage that can be changed: dragged, typed or stepped with the arrow keys. */
import { allDigits, number } from "../arithmetic/words.js";
import { colour, fill } from "../draw/colours.js";
import { keep, make } from "../draw/dom.js";
import { grip } from "./grip.js";
import { understood } from "./reading.js";
import { onto } from "./walking.js";

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
  /** The number when it was taken hold of. */
  #from = 0;

  /** @param {import("../stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.input = make("input", ATTRIBUTES);
    entryOf.set(this.input, this);
    grip(this.input, {
      may: () => !this.#typing,
      take: () => {
        this.#from = this.value;
        this.stage.editing.hold();
      },
      drag: (_, right, down) => this.#change(this.#from + Math.round(right - down) * PER_PIXEL),
      drop: () => {
        this.stage.editing.release();
        this.input.blur();
      },
      tap: () => this.#type(),
    });
    this.input.addEventListener("keydown", (e) => this.#key(e));
    this.input.addEventListener("input", () => {
      this.#types(true);
      this.stage.editing.refusal.hide();
      this.stage.editing.hold();
    });
    this.input.addEventListener("blur", () => this.#left());
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

  /** @param {boolean} typing */
  #types(typing) {
    this.#typing = typing;
    this.input.classList.toggle("typing", typing);
  }

  /** One types over the number, all of whose digits stand there. */
  #type() {
    if (this.#typing) return;
    this.#types(true);
    this.input.value = allDigits(this.value);
    this.input.select();
  }

  /** @param {KeyboardEvent} e */
  #key(e) {
    if (onto(e)) return;
    e.stopPropagation();
    const step = STEPS[e.key];
    if (step) {
      e.preventDefault();
      this.#types(false);
      this.#change(this.value + step * (e.shiftKey ? 10 : 1));
      this.stage.editing.commitSoon();
    } else if (e.key === "Enter") {
      if (this.#typing) this.#finish();
      else this.#type();
    } else if (e.key === "Escape") {
      this.stage.editing.refusal.hide();
      if (!this.#typing) this.stage.root.focus({ preventScroll: true });
      this.#end();
    }
  }

  /** What was typed counts, if it can be taken; if not, it stays there and that is said. */
  #finish() {
    const written = this.input.value;
    const found = this.#typing && written.trim() ? understood(written, MOST) : { value: this.value, why: undefined };
    if (found.why) this.stage.editing.refusal.show(this.input, found.why);
    if (found.value === undefined) return false;
    if (found.why) this.stage.editing.refusal.hideSoon();
    if (found.value !== this.value) this.stage.editing.edit(this.#tensor, this.#flat, found.value);
    this.#end();
    return true;
  }

  /** Whoever leaves something that cannot be taken finds the number as it was. */
  #left() {
    if (this.#finish()) return;
    this.#end();
    this.stage.editing.refusal.hideSoon();
  }

  /** The number stands there again, and what was changed is sent. */
  #end() {
    this.#types(false);
    this.input.value = number(this.value);
    this.stage.editing.release();
  }
}
