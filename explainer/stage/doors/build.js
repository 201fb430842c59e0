/**
 * Home's elements: the map of areas within areas, the families side by side, a link for every door; and below it what to choose.
 *
 * @typedef {object} Door explainer/views/doors.py
 * @property {string} url
 * @property {string} title
 * @property {string} question
 * @property {number} number
 * @property {import("./parts.js").Drawing} [drawing]
 *
 * @typedef {{name: string, said: string, also?: string}} Area
 * @typedef {{name: string, field: string, said: string, doors: Door[]}} Family
 * @typedef {object} Home explainer/views/home.py
 * @property {string} words
 * @property {{text: string, url: string} | null} aside
 * @property {Area[]} areas
 * @property {Family[]} families
 * @property {{name: string, field: string, said: string, door: Door | null}} after
 * @property {{title: string, parts: {name: string, doors: Door[]}[]}} more
 * @property {import("./choosing.js").Choices} choice
 *
 * @typedef {{link: HTMLElement, canvas: HTMLCanvasElement, drawing: import("./parts.js").Drawing, load: () => Promise<import("./numbers.js").Numbers>}} Drawn
 *   a link that has a drawing, whose numbers come as it comes into view
 */
import { make } from "../draw/dom.js";
import { Choosing } from "./choosing.js";
import { leading } from "./leading.js";
import { numbers } from "./numbers.js";

const START = "start here";

/** @param {Home} home */
export function build(home) {
  /** @type {Drawn[]} */
  const drawn = [];

  /** @param {string} url @param {string} name @param {...(Node | string)} inside */
  const link = (url, name, ...inside) => leading(url, { class: name }, ...inside);

  /** @param {Door} to */
  function door({ url, title, question, number, drawing }) {
    const foot = make("span", { class: "under" }, make("b", {}, title), " ", make("small", {}, number === 1 ? START : `${number}`));
    if (!drawing) return link(url, "door plain", make("span", { class: "asks" }, question), foot);
    const canvas = make("canvas", { "aria-hidden": "true", style: `--wide: ${drawing.wide ?? 134}` });
    const element = link(url, number === 1 ? "door start" : "door", canvas, foot);
    element.title = question;
    drawn.push({ link: element, canvas, drawing, load: () => numbers(url, drawing) });
    return element;
  }

  /** @param {Door[]} all */
  const grid = (all) => make("div", { class: "doors" }, ...all.map(door));
  /** @param {string} name @param {string} [field] */
  const heading = (name, field) => make("h2", {}, name, ...(field ? [" ", make("small", {}, field)] : []));

  const families = home.families.map(({ name, field, said, doors }) =>
    make("section", { class: "family" }, heading(name, field), make("p", {}, said), grid(doors)),
  );
  const { name, field, said, door: beyond } = home.after;
  const after = make("section", { class: "after" }, heading(name), make("p", {}, field), ...(beyond ? [door(beyond)] : []), make("p", {}, said));
  /** @type {HTMLElement} */
  let inner = make("div", { class: "families" }, ...families, after);
  for (const area of [...home.areas].reverse()) {
    const head = make("p", { class: "head" }, make("span", {}, make("b", {}, area.name), " ", area.said), ...(area.also ? [" ", make("span", {}, area.also)] : []));
    inner = make("div", { class: "area" }, head, inner);
  }
  const pause = make("button", { type: "button", class: "pause" });
  const first = make("p", { class: "way-in" }, make("span", {}, home.words), ...(home.aside ? [link(home.aside.url, "aside", `${home.aside.text} →`)] : []), pause);
  const { title, parts } = home.more;
  const more = parts.length
    ? [
        make(
          "details",
          { class: "more" },
          make("summary", {}, make("b", {}, title), ` ${parts.map((part) => part.name).join(" · ")}`),
          ...parts.map((part) => make("section", {}, heading(part.name), grid(part.doors))),
        ),
      ]
    : [];
  const map = make("div", { class: "map", "data-testid": "map" }, first, inner, ...more);
  const choosing = new Choosing(home.choice);
  return { all: make("div", { class: "stage home" }, map, choosing.all), drawn, pause, choosing, end: () => choosing.destroy() };
}
