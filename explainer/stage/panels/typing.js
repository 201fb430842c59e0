/**
 * A keyboard below a line of text, and above it three suggestions by each of two who say which word comes next. Every key changes
 * what is offered: a letter keeps the words that begin so; a word that is finished is read here, by the same arithmetic as
 * everything on the stage, until torch has read it. Of the rival nothing is known after such a word before the server says it.
 *
 * @typedef {object} Own
 * @property {string} text
 * @property {string} shares
 * @property {string} rival
 * @property {string} before
 * @property {string} after
 * @property {string} names
 * @property {Record<string, number>} marks
 * @property {number} barred
 * @property {[string, string]} who
 * @property {number} full
 * @property {[number, number]} helped
 * @property {number} longest
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { percent } from "../arithmetic/words.js";
import { keep, make, parts, say } from "../draw/dom.js";
import { added, finished, ranked, spent } from "../input/typing.js";
import { Panel } from "./base.js";

const ROWS = [["qwertyuiop"], ["asdfghjkl'"], ["zxcvbnm,.;"]].map(([row]) => [...row]);
const LAST = ["?", "!", "-", "space", "erase"];
/** @type {Record<string, string>} */
const CALLED = { space: "space", erase: "⌫", "'": "’" };
/** @type {Record<string, string>} */
const SAID = { erase: "Backspace", ",": "Comma", ".": "Full stop", ";": "Semicolon", "?": "Question mark", "!": "Exclamation mark", "-": "Hyphen", "'": "Apostrophe" };
const SUGGESTED = 3;
const UNKNOWN = 1;
const MARK = 1;
const KEY = { least: 24, most: 40, phone: 35 };
const ABOVE = 152;
const GAP = 5;

/** @extends {Panel<Spec>} */
export default class Typing extends Panel {
  broad = true;
  aside = true;
  #text = "";
  /** The finished text that the numbers on show are about. */
  #about = "";
  /** Nothing is known here of what comes next: the text changed in a way that only the server can read. */
  #waits = false;
  /** The keys of what was finished here since the server counted; of the rival none while it was not asked. */
  #more = { full: 0, own: 0, rival: 0 };
  /** @type {Spec | null} what was taken last */
  #taken = null;
  /** @type {Map<string, number>} */
  #numbers = new Map();

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.line = make("input", { type: "text", class: "typed-line", "aria-label": "Your text", autocomplete: "off", autocapitalize: "off", spellcheck: "false", inputmode: "none", dir: "auto" });
    this.line.maxLength = spec.longest;
    this.line.addEventListener("input", () => this.#type(this.line.value));
    // Every letter is the text's: none of them is a key of the stage.
    this.line.addEventListener("keydown", (e) => e.key.length === 1 && e.stopPropagation());
    this.offers = [this.#offer("solid"), this.#offer("hollow")];
    this.keyboard = make("div", { class: "keyboard", role: "group", "aria-label": "Keyboard" }, ...[...ROWS, LAST].map((row) => make("div", { class: "key-row" }, ...row.map((key) => this.#key(key)))));
    this.body.append(this.line, ...this.offers.map(({ element }) => element), this.keyboard);
  }

  /** @param {string} look */
  #offer(look) {
    const who = make("b");
    const count = make("span", { class: "keys-told", translate: "yes" });
    const words = make("div", { class: "offered", role: "group" });
    return { who, count, words, element: make("div", { class: `offer ${look}` }, make("p", {}, who, " ", count), words) };
  }

  /** @param {string} key */
  #key(key) {
    const button = make("button", { type: "button", class: `key ${key.length > 1 ? key : ""}`, "aria-label": SAID[key] }, CALLED[key] ?? key);
    button.onclick = () => this.#press(key);
    return button;
  }

  /** @param {string} key */
  #press(key) {
    if (key === "erase") return this.#type(this.#text.slice(0, -1));
    const tight = /[,.;:?!]/.test(key) ? this.#text.replace(/\s+$/u, "") : this.#text;
    this.#type(tight + (key === "space" ? " " : /[,.;?!]/.test(key) ? `${key} ` : key));
  }

  /** @param {string} word */
  #accept(word) {
    const [done, letters] = finished(this.#text);
    const large = letters && this.#text[done.length] !== letters[0];
    this.#type(`${done}${large ? word[0].toUpperCase() + word.slice(1) : word} `);
  }

  get control() {
    return this.line;
  }

  /** The word that is read has a number, and no cell to walk on. */
  get stops() {
    return [];
  }

  get #names() {
    return this.stage.store.scene.called?.[this.spec.names] ?? [];
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    this.stand();
    if (!this.#numbers.size) this.#numbers = new Map([...this.#names.map((name, k) => /** @type {[string, number]} */ ([name, k])), ...Object.entries(spec.marks)]);
    if (!this.stage.store.edited) this.#heard(spec);
    this.#show();
  }

  /** Torch has read the text; letters that were typed since stay. @param {Spec} spec */
  #heard(spec) {
    const [done] = finished(spec.text);
    const typing = this.stage.rest.waits("typed") && finished(this.#text)[0] === done;
    if (!typing && (spec !== this.#taken || finished(this.#text)[0] !== done)) this.#text = spec.text;
    this.#taken = spec;
    this.#about = done;
    this.#waits = false;
    this.#more = { full: 0, own: 0, rival: 0 };
    delete this.stage.root.dataset.typed;
  }

  /** Another text. @param {string} text */
  #type(text) {
    const { stage } = this;
    this.#text = text.slice(0, this.spec.longest);
    const [done] = finished(this.#text);
    stage.measure(() => {
      if (done !== this.#about) this.#read(done);
      this.#show();
    });
    const tell = () => stage.server.say({ typed: this.#text });
    if (done === this.#about && !this.#waits && !stage.root.dataset.typed) return stage.rest.soon("typed", tell);
    stage.rest.drop("typed");
    tell();
  }

  /** The words that were finished, one after the other; what was taken back or can't be told apart here waits. @param {string} done */
  #read(done) {
    const words = this.#waits ? null : added(this.#about, done);
    this.#waits = !words;
    this.#about = done;
    this.stage.root.dataset.typed = "ahead";
    for (const word of words ?? []) this.#step(word);
  }

  /** One more word is read: its number and the state go in. @param {string} word */
  #step(word) {
    const { spec, read } = this;
    const number = this.#numbers.get(word) ?? UNKNOWN;
    const full = word in spec.marks ? MARK : word.length + 1;
    const cost = (/** @type {string} */ tensor) => spent(word, full, ranked(read(tensor).data, this.#names, spec, ""), this.#names);
    this.#more = { full: this.#more.full + full, own: this.#more.own + cost(spec.shares), rival: NaN };
    this.stage.store.changeAll(new Map([[spec.tensor, Float32Array.of(number)], [spec.before, read(spec.after).data.slice()]]));
  }

  #show() {
    const { spec, read } = this;
    if (this.line.value !== this.#text) this.line.value = this.#text;
    const [, letters] = finished(this.#text);
    const ahead = !!this.stage.root.dataset.typed;
    [spec.shares, spec.rival].forEach((tensor, n) => {
      const unknown = this.#waits || (n === 1 && ahead);
      const found = unknown ? [] : ranked(read(tensor).data, this.#names, spec, letters, SUGGESTED);
      const { who, count, words } = this.offers[n];
      say(who, spec.who[n]);
      const [full, own] = [spec.full + this.#more.full, spec.helped[n] + (n ? this.#more.rival : this.#more.own)];
      say(count, !full ? "no keys yet" : unknown || Number.isNaN(own) ? `… of ${full} keys` : `${own} of ${full} keys, ${percent(1 - own / full)} saved`);
      words.setAttribute("aria-label", `${spec.who[n]} suggests`);
      keep(words, SUGGESTED, () => make("button", { type: "button", class: "word", dir: "auto" })).forEach((button, k) => {
        const word = found[k] === undefined ? "" : this.#names[found[k]];
        say(button, word || (unknown ? "…" : "–"));
        button.disabled = !word;
        button.onclick = () => this.#accept(word);
      });
    });
  }

  /** @param {number} width @param {number} height */
  layout(width, height) {
    super.layout(width, height);
    const rows = parts(this.keyboard).length;
    const note = this.note.hidden ? 0 : this.note.offsetHeight;
    const room = (height - ABOVE * this.unit - note) / rows - GAP;
    const each = this.stacked ? KEY.phone : Math.max(KEY.least, Math.min(KEY.most * this.unit, room));
    this.element.style.setProperty("--key", `${each}px`);
  }
}
