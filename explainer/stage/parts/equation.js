/**
 * The equation strip: every term of the selected cell and the exact total. Where they stand in groups, an open one shows
 * what it is made of in the row below.
 */
import { ravel } from "../arithmetic/declaration.js";
import { openCell } from "../arithmetic/opening.js";
import { REDUCTIONS } from "../arithmetic/reductions.js";
import { allDigits, number } from "../arithmetic/words.js";
import { colour, fill, limitOf } from "../draw/colours.js";
import { keep, make, parts, say } from "../draw/dom.js";
import { tree } from "./terms.js";

const FLIGHT = { duration: 220, easing: "ease-in" };

/** @typedef {import("./terms.js").Node} Node */
/** @typedef {import("../store.js").Place} Place */

export class Equation {
  /** @param {import("../stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.lead = make("span", { class: "lead" });
    this.terms = make("div", { class: "terms" });
    this.equals = make("span", { class: "equals" });
    this.total = make("output", { class: "total", "data-testid": "equation-total" });
    this.digits = make("button", { type: "button", class: "quiet", "aria-pressed": "false" });
    this.inner = make("div", { class: "inner" });
    this.element = make(
      "div",
      { class: "equation", "data-testid": "equation" },
      make("div", { class: "row" }, this.lead, this.terms, this.equals, make("div", { class: "result" }, this.total, this.digits)),
      this.inner,
    );
    this.all = false;
    /** @type {number[]} the open group of each row */
    this.open = [];
    /** @type {import("../arithmetic/declaration.js").Part[]} */
    this.parts = [];
    this.digits.onclick = () => {
      this.all = !this.all;
      stage.layout();
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

  /** How a tensor's numbers are coloured, as in its panel. @param {string} tensor @param {number} channel the selected map */
  scaleOf(tensor, channel) {
    const panel = this.stage.panelOf(tensor);
    if (panel) return panel.shading(channel, tensor);
    return { scale: /** @type {const} */ ("signed"), limit: tensor.endsWith(".bias") ? 0 : limitOf(this.stage.store.read(tensor).data) };
  }

  /** It keeps the height that the played map's cells need, so that nothing jumps while pointing here and there. */
  reserve() {
    const { scene, played, selected } = this.stage.store;
    this.element.style.minHeight = "";
    this.show({ tensor: scene.play, at: played.shape.map(() => 0) });
    let tall = this.element.offsetHeight;
    if (this.open.length && selected) {
      this.show(selected);
      tall = Math.max(tall, this.element.offsetHeight);
    }
    this.element.style.minHeight = `${tall}px`;
  }

  /** @param {Place} place @returns {import("../arithmetic/opening.js").Opened} */
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

  /** @param {Place} place @param {import("../arithmetic/declaration.js").Cell | undefined} cell @param {import("../arithmetic/opening.js").Opened} opened */
  write(place, cell, opened) {
    const names = (/** @type {string} */ tensor) => this.stage.panelOf(tensor)?.names;
    const nodes = cell ? tree(cell, opened.terms, names) : [];
    this.element.classList.toggle("digits", this.all);
    this.element.classList.toggle("bare", !cell);
    this.parts = cell?.parts ?? [];
    const grouped = nodes.some((n) => n.children.length);
    const { lead, join, share } = REDUCTIONS[cell?.reduce ?? "sum"];
    say(this.lead, nodes[0]?.term?.raised ? `e^(logit − ${this.digitsOf(opened.top ?? 0)})` : lead(grouped));
    this.row(this.terms, nodes, 0, join, place);
    const below = this.opened(nodes);
    keep(this.inner, below.length, () => make("div", { class: "terms" })).forEach((row, k) => this.row(row, below[k], k + 1, join, place));
    this.inner.hidden = !below.length;
    const divided = opened.sum === undefined ? (share?.(opened.terms.length, grouped) ?? "") : `÷ ${this.digitsOf(opened.sum)} `;
    const name = cell?.function[0] ?? "identity";
    say(this.equals, !nodes.length ? "" : name === "identity" ? `${divided}=` : `${divided}→ ${name.replaceAll("_", " ")} =`);
    const own = this.scaleOf(place.tensor, place.at[0]);
    fill(this.total, colour(this.stage.look.palette, own.scale, opened.total, own.limit));
    this.total.dataset.value = String(opened.total);
    say(this.total, this.digitsOf(opened.total));
    say(this.digits, this.all ? "2 decimals" : "rounded to 2 decimals · show all digits");
    this.digits.setAttribute("aria-pressed", String(this.all));
  }

  /** The rows below, each what the open group above it is made of. @param {Node[]} nodes */
  opened(nodes) {
    const below = [];
    for (let at = nodes; at.some((n) => n.children.length); ) {
      const open = this.open[below.length];
      if (this.closed && open === undefined) break;
      const chosen = at[open]?.children.length ? at[open] : at.find((n) => n.children.length);
      at = chosen?.children ?? [];
      below.push(at);
    }
    return below;
  }

  /** @param {HTMLElement} parent @param {Node[]} nodes @param {number} depth @param {string} join @param {Place} place */
  row(parent, nodes, depth, join, { tensor, at }) {
    const names = this.stage.panelOf(tensor)?.names;
    const groups = nodes.some((n) => n.children.length);
    const first = this.closed ? -1 : nodes.findIndex((n) => n.children.length);
    const open = nodes[this.open[depth]]?.children.length ? this.open[depth] : first;
    parent.classList.toggle("groups", groups);
    keep(parent, nodes.length, blank).forEach((element, k) => {
      const { label, value, term, children } = nodes[k];
      const [head, chips, result] = parts(element);
      element.dataset.testid = depth ? "equation-part" : "equation-term";
      element.dataset.value = String(value);
      element.dataset.join = k < nodes.length - 1 ? join : "";
      element.classList.toggle("open", groups && k === open);
      this.clickable(element, depth, k, nodes[k]);
      const headline = term?.raised ? (names?.[k] ?? String(k)) : label;
      const numbers = term ? term.factors : [value];
      const called = numbers.map((_, n) => (term && this.parts[term.part].of[n].called) ?? "");
      chips.classList.toggle("called", called.some(Boolean));
      keep(chips, numbers.length, () => make("span", { class: "factor" }, make("small"), make("span", { class: "chip" }))).forEach((factor, n) => {
        const [what, chip] = parts(factor);
        say(what, called[n]);
        what.hidden = !called[n];
        const { scale, limit } = term ? this.scaleOf(term.sources[n].tensor, term.sources[n].at[0]) : this.scaleOf(tensor, at[0]);
        fill(chip, colour(this.stage.look.palette, scale, numbers[n], limit));
        say(chip, this.digitsOf(numbers[n]));
      });
      say(head, headline);
      head.hidden = !headline || called.some(Boolean);
      const raised = term?.raised;
      element.classList.toggle("own", !!term?.own);
      result.hidden = numbers.length < 2 && !raised;
      say(result, raised ? this.digitsOf(value) : numbers.length > 1 ? `${called.some(Boolean) ? label : ""} = ${this.digitsOf(value)}` : "");
    });
  }

  /** The products run into the sum. */
  fly() {
    const target = this.total.getBoundingClientRect();
    this.terms.querySelectorAll(".chips").forEach((chips) => {
      const from = chips.getBoundingClientRect();
      const [x, y] = [target.left + target.width / 2 - from.left - from.width / 2, target.top + target.height / 2 - from.top - from.height / 2];
      const ghost = /** @type {HTMLElement} */ (chips.cloneNode(true));
      ghost.classList.add("ghost");
      ghost.setAttribute("aria-hidden", "true");
      chips.append(ghost);
      const flight = ghost.animate([{ opacity: 0.9 }, { transform: `translate(${x}px, ${y}px) scale(0.3)`, opacity: 0 }], FLIGHT);
      flight.finished.finally(() => ghost.remove());
    });
  }

  /** A group opens at a click or a key, a term leads to where its number comes from. @param {HTMLElement} element @param {number} depth @param {number} k @param {Node} node */
  clickable(element, depth, k, { children, term }) {
    const source = term?.sources.find((s) => s.inside && this.stage.way.leads(s.tensor));
    if (!children.length && !source) {
      element.removeAttribute("role");
      element.removeAttribute("tabindex");
      element.onclick = element.onkeydown = null;
      return;
    }
    element.setAttribute("role", "button");
    element.tabIndex = 0;
    element.onclick = () => {
      if (source) return this.stage.way.into(source);
      this.open = this.closed && this.open[depth] === k ? this.open.slice(0, depth) : [...this.open.slice(0, depth), k];
      this.stage.layout();
    };
    element.onkeydown = (e) => {
      if (e.key !== "Enter" && e.key !== " ") return;
      e.preventDefault();
      e.stopPropagation();
      element.click();
    };
  }
}

function blank() {
  return make("div", { class: "term" }, make("small"), make("div", { class: "chips" }), make("small", { class: "product" }));
}
