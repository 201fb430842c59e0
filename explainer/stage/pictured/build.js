/**
 * The elements: claims as rows of three columns, tasks as cards, each with one link.
 *
 * @typedef {{text: string, to: string, view: string}} Link `view` is empty where it leads to another page
 * @typedef {{verdict: string, said: string[], link: Link, measured: import("./figures.js").Figure[], holds: string, reason: string}} Claim
 * @typedef {{name: string, field: string, goes_in: string, comes_out: string, drawn: import("./figures.js").Drawn, link: Link}} Task
 * @typedef {{head?: string[], claims?: Claim[], groups?: {name: string, tasks: Task[]}[]}} Told explainer/views/pictured.py says what each is for
 * @typedef {import("../doors/build.js").Drawn} Turning a drawing with the link that it goes with
 */
import { make } from "../draw/dom.js";
import { leading, more } from "../doors/leading.js";
import { figure } from "./figures.js";

/** @param {Told} told @param {import("../doors/numbers.js").Numbers} numbers @param {(view: string) => void} turn to another view of this page */
export function build({ head = [], claims = [], groups = [] }, numbers, turn) {
  /** @type {Turning[]} */
  const drawn = [];
  const pause = make("button", { type: "button", class: "pause" });

  /** @param {import("./figures.js").Figure} one @param {HTMLElement} link */
  const pictured = (one, link) => figure(one, (canvas, drawing) => drawn.push({ link, canvas, drawing, load: () => Promise.resolve(numbers) }));

  /** @param {Link} link @param {string} name */
  function lead({ to, view }, name) {
    const element = leading(to, { class: name });
    if (view)
      element.addEventListener("click", (e) => {
        if (more(e)) return;
        e.preventDefault();
        turn(view);
      });
    return element;
  }

  /** @param {Claim} claim */
  function row({ verdict, said, link, measured, holds, reason }) {
    const statement = said.map((piece, k) => (k % 2 ? make("del", {}, make("span", { class: "heard" }, "Not so: "), piece) : piece));
    const to = lead(link, "to");
    to.append(link.text);
    return make(
      "section",
      { class: "claim" },
      make("div", { class: "said" }, make("p", { class: "verdict-word" }, verdict), make("h2", {}, ...statement), to),
      make("div", { class: "measured" }, ...measured.map((one) => pictured(one, to))),
      make("div", { class: "holds" }, make("p", { class: "holding" }, holds), make("p", {}, reason)),
    );
  }

  /** @param {Task} task */
  function card({ name, field, goes_in, comes_out, drawn: picture, link }) {
    const to = lead(link, "task");
    to.append(
      make("span", { class: "called" }, make("b", {}, name), " ", make("small", {}, field)),
      pictured(picture, to),
      make("span", { class: "shapes" }, make("span", {}, goes_in), make("span", { class: "arrow", "aria-label": "to" }, "→"), make("span", {}, comes_out)),
      make("span", { class: "to" }, link.text),
    );
    return to;
  }

  const heads = head.length ? [make("div", { class: "heads", "aria-hidden": "true" }, ...head.map((one) => make("span", {}, one)))] : [];
  const lists = groups.map(({ name, tasks }) => make("section", { class: "tasks" }, make("h2", {}, name), make("div", { class: "cards" }, ...tasks.map(card))));
  const all = make("div", { class: "stage pictured", "data-testid": "pictured" }, pause, ...heads, ...claims.map(row), ...lists);
  return { all, drawn, pause };
}
