/**
 * The equation strip: every term of the selected cell and the exact total. Where they stand in groups, an open one shows
 * what it is made of in the row below. The strip has one height, whatever is in it: a row that is too long moves closer
 * together, then onto several lines, and scrolls only then; of groups within groups the innermost open one is shown, with
 * the way back up before it. What the page keeps to itself while it asks
 * is a question mark here, and how it is made of its terms is not said.
 */
import { ravel } from "../arithmetic/declaration.js";
import { openCell } from "../arithmetic/opening.js";
import { REDUCTIONS } from "../arithmetic/reductions.js";
import { allDigits, aloud, number } from "../arithmetic/words.js";
import { colour, fill, limitOf } from "../draw/colours.js";
import { keep, make, parts, say } from "../draw/dom.js";
import { SHARE, shadingOf } from "../panels/base.js";
import { wordOf } from "./called.js";
import { said } from "./said.js";
import { hidden } from "./secrets.js";
import { tree } from "./terms.js";

/** @typedef {import("./terms.js").Node} Node */
/** @typedef {import("../store.js").Place} Place */
/** @typedef {import("../arithmetic/opening.js").Opened} Opened */
/** @typedef {import("../arithmetic/declaration.js").Cell} Cell */

export class Equation {
  /** @param {import("../stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.lead = make("span", { class: "lead" }, make("small"), make("span"), make("small"));
    this.terms = make("div", { class: "terms" });
    this.equals = make("span", { class: "equals" });
    this.total = make("output", { class: "total", "data-testid": "equation-total", "aria-live": "off" });
    this.digits = make("button", { type: "button", class: "quiet", "aria-pressed": "false" });
    this.up = make("button", { type: "button", class: "quiet up" });
    this.within = make("div", { class: "terms" });
    this.inner = make("div", { class: "inner" }, this.up, this.within);
    this.element = make(
      "div",
      { class: "equation", "data-testid": "equation" },
      make("div", { class: "rows" }, make("div", { class: "row" }, this.lead, this.terms, this.equals), this.inner),
      make("div", { class: "result" }, this.total, this.digits),
    );
    this.all = false;
    /** How close the terms stand, and of what: the closest that any cell of it needed, so that nothing jumps on the way. */
    this.close = { of: "", by: 0 };
    /** @type {number[]} the open group of each level */
    this.open = [];
    /** @type {import("../arithmetic/declaration.js").Part[]} */
    this.parts = [];
    this.digits.onclick = () => {
      this.all = !this.all;
      stage.showSelected();
    };
    this.up.onclick = () => {
      this.open = this.open.slice(0, -1);
      stage.showSelected();
    };
  }

  /** @param {number} value */
  digitsOf(value) {
    return this.all ? allDigits(value) : number(value);
  }

  /** Groups of terms stay closed until asked. */
  get closed() {
    return !!this.stage.store.scene.closed;
  }

  /** A number, its colour and its value, or nothing of it. @param {HTMLElement} chip @param {number} value @param {import("../panels/base.js").Shading} shading @param {boolean} untold */
  tell(chip, value, { scale, limit }, untold) {
    fill(chip, colour(this.stage.look.palette, scale, untold ? 0 : value, limit));
    say(chip, untold ? UNTOLD : this.digitsOf(value));
  }

  /** Whether a term, or one of those in a group, has a number that nobody is told. @param {Node} node @returns {boolean} */
  secret({ term, children }) {
    const { scene } = this.stage.store;
    return term ? term.sources.some((s) => hidden(scene, s.tensor)) : children.some((child) => this.secret(child));
  }

  /** How a tensor's numbers are coloured, as in its panel. @param {string} tensor @param {number} channel the selected map */
  scaleOf(tensor, channel) {
    const panel = this.stage.panelOf(tensor);
    if (panel) return panel.shading(channel, tensor);
    return tensor.endsWith(".bias") ? { scale: /** @type {const} */ ("signed"), limit: 0 } : shadingOf(this.stage.store, tensor);
  }

  /** What a tensor's channels are called. @param {string} tensor */
  names(tensor) {
    const { cells, read } = this.stage.store;
    const maps = cells[tensor] && Array.from({ length: read(tensor).shape[0] }, (_, k) => `map ${k + 1}`);
    return this.stage.panelOf(tensor)?.names ?? maps;
  }

  /** @param {Place} place @returns {Opened} */
  show(place) {
    const { cells, read } = this.stage.store;
    const { tensor, at } = place;
    const { data, shape } = read(tensor);
    const value = data[ravel(at, shape)];
    const cell = cells[tensor];
    const opened = cell ? openCell(cell, at, read) : { terms: [], before: value, total: value };
    this.write(place, cell, opened);
    return opened;
  }

  /** @param {Place} place @param {Cell | undefined} cell @param {Opened} opened */
  write(place, cell, opened) {
    const { scene } = this.stage.store;
    const nodes = cell ? tree(cell, opened.terms, (tensor) => this.names(tensor), this.stage.way.moved, (term) => wordOf(scene, cell.parts, term)) : [];
    this.element.classList.toggle("digits", this.all);
    this.element.classList.toggle("bare", !cell);
    this.element.classList.toggle("raised", opened.top !== undefined);
    this.parts = cell?.parts ?? [];
    const grouped = nodes.some((n) => n.children.length);
    const { lead, join, share } = REDUCTIONS[cell?.reduce ?? "sum"];
    const untold = hidden(scene, place.tensor);
    this.name(untold ? [] : opened.top === undefined ? ["", lead(grouped)] : [cell?.parts[0].over.at(-1)?.[2] ?? "", `e^(${this.below(0)} − ${this.digitsOf(opened.top)})`, this.below(0)]);
    this.row(this.terms, nodes, [], join, place);
    this.nest(nodes, join, place);
    const name = cell?.function[0] ?? "identity";
    const done = name === "identity" ? "" : `→ ${name.replaceAll("_", " ")} `;
    const between = untold ? "" : divided(opened, share?.(opened.terms.length, grouped) ?? "", (v) => this.digitsOf(v));
    say(this.equals, nodes.length ? `${between}${done}=` : "");
    this.tell(this.total, opened.total, this.scaleOf(place.tensor, place.at[0]), untold);
    valued(this.total, opened.total, untold);
    if (untold) this.total.removeAttribute("aria-label");
    else this.total.setAttribute("aria-label", aloud(`total ${this.digitsOf(opened.total)}`));
    say(this.digits, this.all ? "2 decimals" : "show all digits");
    this.digits.setAttribute("aria-pressed", String(this.all));
    this.#fit(`${place.tensor} ${nodes.length} ${this.all} ${this.element.clientWidth}`);
    this.digits.hidden = !this.all && [untold ? 0 : opened.total, ...nodes.flatMap((n) => n.term?.factors ?? n.value)].every((v) => Number(v.toFixed(2)) === v);
  }

  /** What stands before the terms: what they are, and where each is three numbers one above the other, what each row is. @param {string[]} rows */
  name(rows) {
    parts(this.lead).forEach((line, k) => say(line, rows[k] ?? ""));
    this.lead.hidden = !rows.some(Boolean);
  }

  /** As close together as the terms must stand to be seen whole. @param {string} of what they are and in how much room */
  #fit(of) {
    if (of !== this.close.of) this.close = { of, by: 0 };
    const { classList } = this.element;
    for (; ; this.close.by++) {
      CLOSER.forEach((name, k) => classList.toggle(name, this.inner.hidden && k < this.close.by));
      if (!this.inner.hidden || this.close.by === CLOSER.length || !(this.#over("Width") || this.#over("Height"))) return;
    }
  }

  /** Whether there is more of the terms than is seen, that way. @param {"Width" | "Height"} way */
  #over(way) {
    return this.terms[`scroll${way}`] > this.terms[`client${way}`];
  }

  /** The row below: what the innermost open group is made of. @param {Node[]} nodes @param {string} join @param {Place} place */
  nest(nodes, join, place) {
    const way = this.opened(nodes);
    this.inner.hidden = !way.length;
    if (!way.length) return;
    let shown = nodes;
    const labels = way.map((k) => {
      const { label, children } = shown[k];
      shown = children;
      return label;
    });
    this.up.disabled = way.length < 2;
    say(this.up, `${way.length > 1 ? "‹ " : ""}${labels.join(", ")}:`);
    this.row(this.within, shown, way, join, place);
  }

  /** The group that is open on each level. @param {Node[]} nodes @returns {number[]} */
  opened(nodes) {
    /** @type {number[]} */
    const way = [];
    for (let at = nodes; at.some((n) => n.children.length); at = at[way[way.length - 1]].children) {
      /** @type {number} */
      const open = this.open[way.length];
      if (at[open]?.children.length) way.push(open);
      else if (way.length || this.closed) break;
      else way.push(at.findIndex((n) => n.children.length));
    }
    return way;
  }

  /** @param {HTMLElement} parent @param {Node[]} nodes @param {number[]} way to them @param {string} join @param {Place} place */
  row(parent, nodes, way, join, place) {
    const names = this.stage.panelOf(place.tensor)?.names;
    const groups = nodes.some((n) => n.children.length);
    const open = way.length ? -1 : (this.opened(nodes)[0] ?? -1);
    // Sums are signed, whatever the function on top makes of them, and seen beside each other.
    const sums = nodes.some((n) => raises(n)) ? PLAIN : { scale: /** @type {const} */ ("signed"), limit: limitOf(nodes.map((n) => n.value)) };
    const word = nodes.every((n) => n.word) ? (nodes[0]?.word ?? "") : "";
    if (parent === this.terms) this.lead.dataset.word = word;
    parent.classList.toggle("groups", groups);
    parent.classList.toggle("crowded", nodes.length > CROWD);
    keep(parent, nodes.length, blank).forEach((element, k) => {
      const { label, value, term } = nodes[k];
      const untold = this.secret(nodes[k]);
      const [head, chips, result] = parts(element);
      element.dataset.testid = way.length ? "equation-part" : "equation-term";
      valued(element, value, untold);
      element.dataset.join = k < nodes.length - 1 ? join : "";
      element.classList.toggle("open", groups && k === open);
      element.classList.toggle("own", !!term?.own);
      const raised = term?.raised;
      const headline = raised ? (names?.[term.steps.at(-1) ?? k] ?? this.called(term, k)) : label;
      const numbers = term && !raised ? term.factors : [value];
      const called = numbers.map((_, n) => (term && !raised ? this.parts[term.part].of[n].called : "") ?? "");
      this.clickable(element, way, k, nodes[k]);
      const secret = untold || !!term?.sources.some((s) => hidden(this.stage.store.scene, s.tensor));
      element.setAttribute("aria-label", secret ? "hidden until you have answered" : said({ name: headline, numbers, called, value, from: raised ? [this.below(term.part), term.factors[0]] : undefined, over: term && this.parts[term.part].over, steps: term?.steps, open: groups ? k === open : undefined }, (v) => this.digitsOf(v)));
      chips.classList.toggle("called", called.some(Boolean));
      keep(chips, numbers.length, () => make("span", { class: "factor" }, make("small"), make("span", { class: "chip" }))).forEach((factor, n) => {
        const [what, chip] = parts(factor);
        say(what, called[n]);
        what.hidden = !called[n];
        const shading = raised ? SHARE : term ? this.scaleOf(term.sources[n].tensor, term.sources[n].at[0]) : sums;
        this.tell(chip, numbers[n], shading, term && !raised ? hidden(this.stage.store.scene, term.sources[n].tensor) : untold);
      });
      say(head, word ? headline.slice(word.length + 1) : headline);
      head.dataset.word = word;
      head.hidden = !headline || called.some(Boolean);
      result.hidden = untold || (numbers.length < 2 && !raised);
      say(result, untold ? "" : raised ? this.digitsOf(term.factors[0]) : numbers.length > 1 ? `${called.some(Boolean) ? label : ""} = ${this.digitsOf(value)}` : "");
    });
  }

  /** What the numbers of a part are that stand under an exponential. @param {number} part */
  below(part) {
    return this.parts[part]?.of[0].called ?? "logit";
  }

  /** What a number under an exponential stands for. @param {import("./terms.js").Term} term @param {number} k which of them it is */
  called({ part, steps }, k) {
    const range = this.parts[part].over.length - 1;
    const [, , word] = this.parts[part].over[range];
    return this.stage.store.scene.called?.[word]?.[steps[range]] ?? String(k);
  }

  /** A group opens at a click or a key, a term leads to where its number comes from. @param {HTMLElement} element @param {number[]} way @param {number} k @param {Node} node */
  clickable(element, way, k, { children, term }) {
    const source = term?.sources.find((s) => s.inside && this.stage.way.leads(s.tensor));
    if (!children.length && !source) {
      element.setAttribute("role", "img");
      element.removeAttribute("tabindex");
      element.onclick = element.onkeydown = null;
      return;
    }
    element.setAttribute("role", "button");
    element.tabIndex = 0;
    element.onclick = () => {
      if (source) return this.stage.way.into(source);
      this.open = this.open[way.length] === k && !way.length && this.closed ? [] : [...way, k];
      this.stage.showSelected();
    };
    element.onkeydown = (e) => {
      if (e.key !== "Enter" && e.key !== " ") return;
      e.preventDefault();
      e.stopPropagation();
      element.click();
    };
  }
}

const CROWD = 11;
const CLOSER = ["tight", "folded"];
const UNTOLD = "?";
/** What many small exponentials come to has no colour of its own. */
const PLAIN = { scale: /** @type {const} */ ("probability"), limit: Infinity };

/** Whether exponentials stand in it. @param {Node} node @returns {boolean} */
const raises = ({ term, children }) => (term ? !!term.raised : children.some(raises));


/** What is done to the terms' sum before a function: of a softmax, what is divided by it. @param {Opened} opened @param {string} share @param {(v: number) => string} digits */
function divided({ terms, sum }, share, digits) {
  if (sum === undefined) return share;
  return `= ${digits(sum)}; ${digits(terms.find((t) => t.own)?.value ?? 0)} ÷ ${digits(sum)} `;
}

/** Its full precision, for whoever looks it up. @param {HTMLElement} element @param {number} value @param {boolean} untold */
function valued(element, value, untold) {
  if (untold) delete element.dataset.value;
  else element.dataset.value = String(value);
}

function blank() {
  return make("div", { class: "term" }, make("small"), make("div", { class: "chips" }), make("small", { class: "product" }));
}
