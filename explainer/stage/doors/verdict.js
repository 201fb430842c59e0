/**
 * The verdict on what somebody has, and the way on from it. Its elements stay and only what they say changes, so that readers hear
 * of it and nothing loses the focus.
 *
 * @typedef {{said: string, reason: string, beat: string, today: string, start: string, way: {text: string, url: string} | null}} Found
 * @typedef {{name: string, share: number, said: string, ours?: boolean}} Bar
 * @typedef {{of: string, bars: Bar[]}} Measured explainer/views/choosing.py
 */
import { make, say } from "../draw/dom.js";
import { leading } from "./leading.js";

export class Verdict {
  /** @param {HTMLButtonElement} start opens the torch to start from */
  constructor(start) {
    this.said = make("h3");
    this.reason = make("p");
    this.beat = make("dd");
    this.today = make("dd");
    this.measured = make("figure", { class: "bars" });
    this.way = leading("", { class: "way" });
    const words = make("div", {}, this.said, this.reason, make("dl", {}, make("dt", {}, "Beat first"), this.beat, make("dt", {}, "Today"), this.today));
    const on = make("div", { class: "leads" }, this.way, start);
    this.all = make("section", { class: "verdict", "aria-live": "polite" }, make("div", { class: "found" }, words, this.measured), on);
  }

  /** @param {Found} found @param {Measured} [measured] */
  show({ said, reason, beat, today, way }, measured) {
    say(this.said, said);
    say(this.reason, reason);
    say(this.beat, beat);
    say(this.today, today);
    this.measured.hidden = !measured;
    this.measured.replaceChildren(...(measured ? [make("ul", {}, ...measured.bars.map(row)), make("figcaption", {}, measured.of)] : []));
    this.way.hidden = !way;
    if (!way) return;
    this.way.setAttribute("href", way.url);
    say(this.way, way.text);
  }
}

/** @param {Bar} bar */
const row = ({ name, share, said, ours }) => make("li", ours ? { class: "ours" } : {}, make("span", {}, name), make("i", { style: `--share: ${share}` }), make("b", {}, said));
