/**
 * The equation strip: every product of the selected cell and the exact total. More than twelve products stand in groups
 * (a channel, a kernel row) whose sub-totals add up; an open group shows what it is made of in the row below.
 */
import { colour, css, ink } from "./colours.js";
import { keep, make, say } from "./dom.js";
import { allDigits, number } from "./words.js";

const MOST = 12;
const RUNS = 10;
const FLIGHT = { duration: 220, easing: "ease-in" };
const JOIN = { sum: "+", mean: "+", max: ",", softmax: "+" };
const LEAD = { sum: "", mean: "mean of", max: "largest of", softmax: "" };

/**
 * @typedef {import("./explain.js").Term} Term
 * @typedef {{label: string, value: number, term?: Term, children: Node[]}} Node
 * @typedef {{scale: import("./colours.js").ScaleName, limit: number}} Scale
 * @typedef {{palette: import("./colours.js").Palette, scales: (tensor: string, channel: number) => Scale, own: Scale,
 *            tensor: string, names: (tensor: string) => string[] | undefined}} How
 */

export class Equation {
  /** @param {() => void} refresh @param {(source: import("./explain.js").Source) => void} into what a click on a term leads to @param {(tensor: string) => boolean} leads whether it leads to cells of a tensor */
  constructor(refresh, into, leads) {
    this.refresh = refresh;
    this.into = into;
    this.leads = leads;
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
    this.closed = false;
    /** @type {number[]} the open group of each row */
    this.open = [];
    this.digits.onclick = () => {
      this.all = !this.all;
      refresh();
    };
  }

  /** @param {number} value */
  write(value) {
    return this.all ? allDigits(value) : number(value);
  }

  /** @param {import("./explain.js").Cell | null} cell @param {import("./explain.js").Opened} opened @param {How} how */
  show(cell, opened, how) {
    const nodes = cell ? tree(cell, opened.terms, how.names) : [];
    const join = cell ? JOIN[/** @type {"sum"} */ (cell.reduce)] : "";
    this.element.classList.toggle("digits", this.all);
    this.element.classList.toggle("bare", !cell);
    this.parts = cell?.parts ?? [];
    const raised = nodes[0]?.term?.raised;
    say(this.lead, raised ? `e^(logit − ${this.write(opened.top ?? 0)})` : cell ? LEAD[/** @type {"sum"} */ (cell.reduce)] : "");
    this.row(this.terms, nodes, 0, join, how);
    const below = [];
    for (let at = nodes; at.some((n) => n.children.length); ) {
      const depth = below.length;
      if (this.closed && this.open[depth] === undefined) break;
      const chosen = at[this.open[depth]]?.children.length ? at[this.open[depth]] : at.find((n) => n.children.length);
      at = /** @type {Node} */ (chosen).children;
      below.push(at);
    }
    keep(this.inner, below.length, () => make("div", { class: "terms" })).forEach((row, k) => this.row(row, below[k], k + 1, "+", how));
    this.inner.hidden = !below.length;
    const name = cell?.function[0] ?? "identity";
    const share = opened.sum === undefined ? "" : `÷ ${this.write(opened.sum)} `;
    say(this.equals, !nodes.length ? "" : name === "identity" ? `${share}=` : `→ ${name.replace("_", " ")} =`);
    const back = colour(how.palette, how.own.scale, opened.total, how.own.limit);
    this.total.style.background = css(back);
    this.total.style.color = ink(back);
    this.total.dataset.value = String(opened.total);
    say(this.total, this.write(opened.total));
    say(this.digits, this.all ? "2 decimals" : "rounded to 2 decimals · show all digits");
    this.digits.setAttribute("aria-pressed", String(this.all));
  }

  /** @param {HTMLElement} parent @param {Node[]} nodes @param {number} depth @param {string} join @param {How} how */
  row(parent, nodes, depth, join, how) {
    const groups = nodes.some((n) => n.children.length);
    const first = this.closed ? -1 : nodes.findIndex((n) => n.children.length);
    const open = nodes[this.open[depth]]?.children.length ? this.open[depth] : first;
    parent.classList.toggle("groups", groups);
    keep(parent, nodes.length, blank).forEach((element, k) => {
      const { label, value, term, children } = nodes[k];
      const [head, chips, result] = /** @type {HTMLElement[]} */ ([...element.children]);
      element.dataset.testid = depth ? "equation-part" : "equation-term";
      element.dataset.value = String(value);
      element.dataset.join = k < nodes.length - 1 ? join : "";
      element.classList.toggle("open", groups && k === open);
      this.clickable(element, depth, k, nodes[k]);
      const headline = term?.raised ? (how.names(how.tensor)?.[k] ?? String(k)) : label;
      const numbers = term ? term.factors : [value];
      const called = numbers.map((_, n) => (term && this.parts[term.part].of[n].called) ?? "");
      chips.classList.toggle("called", called.some(Boolean));
      keep(chips, numbers.length, () => make("span", { class: "factor" }, make("small"), make("span", { class: "chip" }))).forEach((factor, n) => {
        const [what, chip] = /** @type {HTMLElement[]} */ ([...factor.children]);
        say(what, called[n]);
        what.hidden = !called[n];
        const { scale, limit } = term ? how.scales(term.sources[n].tensor, term.sources[n].at[0]) : how.own;
        const back = colour(how.palette, scale, numbers[n], limit);
        chip.style.background = css(back);
        chip.style.color = ink(back);
        say(chip, this.write(numbers[n]));
      });
      say(head, headline);
      head.hidden = !headline || called.some(Boolean);
      const raised = term?.raised;
      element.classList.toggle("own", !!term?.own);
      result.hidden = numbers.length < 2 && !raised;
      say(result, raised ? this.write(value) : numbers.length > 1 ? `${called.some(Boolean) ? label : ""} = ${this.write(value)}` : "");
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
    const source = term?.sources.find((s) => s.inside && this.leads(s.tensor));
    if (!children.length && !source) {
      element.removeAttribute("role");
      element.removeAttribute("tabindex");
      element.onclick = element.onkeydown = null;
      return;
    }
    element.setAttribute("role", "button");
    element.tabIndex = 0;
    element.onclick = () => {
      if (source) return this.into(source);
      this.open = this.closed && this.open[depth] === k ? this.open.slice(0, depth) : [...this.open.slice(0, depth), k];
      this.refresh();
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

/** @param {import("./explain.js").Cell} cell @param {Term[]} terms @param {How["names"]} names @returns {Node[]} */
function tree(cell, terms, names) {
  if (terms.length <= MOST || cell.reduce !== "sum") return terms.map(leaf);
  return cell.parts.flatMap((part, p) => {
    const mine = terms.filter((t) => t.part === p);
    const nodes = groups(part, mine, 0, names);
    return part.label && mine.length > 1 ? [{ label: part.label, value: sum(mine), children: nodes }] : nodes;
  });
}

/** Split by the next range that has several steps, or, where there is none, into even runs. @param {import("./explain.js").Part} part @param {Term[]} terms @param {number} from @param {How["names"]} names @returns {Node[]} */
function groups(part, terms, from, names) {
  if (terms.length <= MOST) return terms.map(leaf);
  const level = part.over.findIndex(([, size], r) => r >= from && size > 1 && size <= MOST);
  if (level >= 0) {
    const [, size, word] = part.over[level];
    const called = word === "channel" ? names(part.of[0].tensor) : undefined;
    return Array.from({ length: size }, (_, k) => {
      const mine = terms.filter((t) => t.steps[level] === k);
      return { label: called?.[k] ?? `${word} ${k + 1}`, value: sum(mine), children: groups(part, mine, level + 1, names) };
    });
  }
  const run = Math.ceil(terms.length / RUNS);
  const word = part.over[0][2];
  return Array.from({ length: Math.ceil(terms.length / run) }, (_, k) => {
    const mine = terms.slice(k * run, (k + 1) * run);
    return { label: `${word} ${k * run + 1}–${k * run + mine.length}`, value: sum(mine), children: groups(part, mine, from, names) };
  });
}

/** @param {Term} term @returns {Node} */
const leaf = (term) => ({ label: term.label, value: term.value, term, children: [] });

/** @param {Term[]} terms */
const sum = (terms) => terms.reduce((total, t) => total + t.value, 0);
