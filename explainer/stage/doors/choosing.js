/**
 * What a visitor has: kinds, or three questions for something else, and the verdict on it. All that may be chosen and what follows
 * from it has come as data (explainer/views/choosing.py), so that a choice is answered here and at once. It goes into the address,
 * and Back undoes it; the server is told what is chosen, each time all of it and by a number. What it says meanwhile of an older
 * choice is not heard.
 *
 * @typedef {{key: string, label: string, options: string[], start: string}} Asked
 * @typedef {{sign: string, verdict?: number, measured?: import("./verdict.js").Measured}} Kind without a verdict: what the questions are for
 * @typedef {{given: string[], asks: string[], verdict: number}} Answer
 * @typedef {object} Choices
 * @property {string} said
 * @property {string} start what the torch to start from is called
 * @property {Asked[]} asked what there is, then the questions
 * @property {Kind[]} kinds in the order of the options
 * @property {Answer[]} answers to the questions, one for each way to answer them
 * @property {import("./verdict.js").Found[]} verdicts
 * @property {Record<string, string>} starts the torch, by its name
 *
 * @typedef {Record<string, string>} Now what is chosen, by the keys
 * @typedef {{heard: number, now: Now}} Chosen as the server knows it
 */
import { make } from "../draw/dom.js";
import { intoAddress } from "../input/history.js";
import { Radios } from "./radios.js";
import { Torch } from "./torch.js";
import { Verdict } from "./verdict.js";

export class Choosing {
  /** The number of what was chosen here last. */
  #n = 0;
  /** @type {((said: {n: number, now: Now}) => void) | null} */
  #send = null;
  #told = "";
  #page = location.pathname;

  /** @param {Choices} choices */
  constructor(choices) {
    this.choices = choices;
    /** @type {Now} */
    this.now = Object.fromEntries(choices.asked.map(({ key, start }) => [key, start]));
    const [have, ...questions] = choices.asked;
    const title = make("h2", { id: `asks-${have.key}` }, have.label);
    /** @type {Map<string, Radios>} */
    this.rows = new Map();
    const kinds = this.#row(have, "kinds");
    this.questions = questions.map((asked) => {
      const row = this.#row(asked, "answers");
      return make("div", { class: "question", "data-key": asked.key }, make("p", { id: `asks-${asked.key}` }, asked.label), row);
    });
    this.torch = new Torch(choices.start);
    this.verdict = new Verdict(this.torch.button);
    const asking = make("div", { class: "asking" }, make("div", {}, title, " ", make("p", {}, choices.said)), kinds, ...this.questions);
    this.all = make("div", { class: "choosing", "data-testid": "choosing" }, asking, this.verdict.all, this.torch.dialog);
    this.back = this.back.bind(this);
    addEventListener("popstate", this.back);
    this.show();
  }

  /** @param {Asked} asked @param {string} name */
  #row({ key, options }, name) {
    const signs = name === "kinds" ? this.choices.kinds.map(({ sign }) => sign) : [];
    const row = new Radios(`asks-${key}`, name, options, signs, (option) => this.choose(key, option));
    this.rows.set(key, row);
    return row.group;
  }

  /** @param {string} key @param {string} option */
  choose(key, option) {
    if (this.now[key] === option) return;
    this.now = { ...this.now, [key]: option };
    this.show();
    intoAddress(key, option === this.choices.asked.find((asked) => asked.key === key)?.start ? "" : option);
    this.#n++;
    this.#say();
  }

  #say() {
    this.#send?.({ n: this.#n, now: this.now });
  }

  /** The server says what is chosen: first of all, and where it has gone back or come to a link. What it has not heard is said, too, once
   * there is a way to. @param {Chosen} chosen @param {((said: {n: number, now: Now}) => void) | null} send */
  told(chosen, send) {
    const told = JSON.stringify(chosen);
    const again = this.#send && told === this.#told;
    this.#send = send;
    this.#told = told;
    if (again) return;
    if (chosen.heard < this.#n) return this.#say();
    this.#n = chosen.heard;
    this.now = chosen.now;
    this.show();
  }

  /** What the address says after Back, or Forth, on this page: the server hears of that itself, where it listens. */
  back() {
    if (location.pathname !== this.#page) return;
    const said = new URLSearchParams(location.search);
    this.now = Object.fromEntries(this.choices.asked.map(({ key, options, start }) => [key, options.find((one) => one === said.get(key)) ?? start]));
    this.show();
    if (!this.#send) this.#n++;
  }

  show() {
    const { asked, kinds, answers, verdicts, starts } = this.choices;
    const [have, ...questions] = asked;
    for (const [key, row] of this.rows) row.check(this.now[key]);
    const kind = kinds[have.options.indexOf(this.now[have.key])];
    const answer = answers.find(({ given }) => questions.every(({ key }, k) => this.now[key] === given[k]));
    const asks = kind.verdict === undefined ? answer?.asks : [];
    for (const question of this.questions) question.hidden = !asks?.includes(question.dataset.key ?? "");
    const found = verdicts[kind.verdict ?? answer?.verdict ?? 0];
    this.verdict.show(found, kind.measured);
    this.torch.code = starts[found.start];
  }

  destroy() {
    removeEventListener("popstate", this.back);
  }
}
