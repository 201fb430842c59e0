/** A panel of shares: one bar for each class, the largest told in words, and where each stood before something was changed. */
import { limitOf } from "./colours.js";
import { keep, make, say } from "./dom.js";

const SURE = 0.9;
const HALF = 0.5;
const WIDTH = 250;
const TALLEST = 46;

/** @param {number} share */
const percent = (share) => `${(100 * share).toFixed(1)} %`;

export class BarsPanel {
  /** @param {import("./maps.js").PanelSpec} spec */
  constructor(spec) {
    this.spec = spec;
    this.unit = 1;
    this.title = make("b");
    this.size = make("span", { class: "size" });
    this.rows = make("div", { class: "bars" });
    this.body = make("div", { class: "body" }, this.rows);
    this.element = make(
      "section",
      { class: "panel", "data-testid": "panel" },
      make("header", {}, make("span", {}, this.title, " ", this.size)),
      this.body,
    );
    /** @type {import("./maps.js").Rect[]} */
    this.places = [];
  }

  /** @param {import("./maps.js").PanelSpec} spec @param {(name: string) => import("./explain.js").Tensor} read */
  update(spec, read) {
    this.spec = spec;
    const { data, shape } = read(spec.tensor);
    this.data = data;
    this.element.dataset.tensor = spec.tensor;
    this.element.dataset.shape = shape.join(",");
    this.element.setAttribute("aria-label", spec.title);
    const best = data.indexOf(Math.max(...data));
    const named = (/** @type {number} */ k) => spec.names?.[k] ?? String(k);
    const longest = Math.max(...(spec.names ?? ["0"]).map((name) => name.length));
    this.rows.style.setProperty("--name", `${Math.max(1.6, 0.62 * longest)}em`);
    say(this.title, spec.title);
    say(this.size, !(data[best] >= 0) ? "" : data[best] >= SURE ? `${named(best)}` : data[best] >= HALF ? `${named(best)}, unsure` : "cannot decide");
    keep(this.rows, data.length, row).forEach((element, k) => {
      const [name, track, share] = /** @type {HTMLElement[]} */ ([...element.children]);
      const [bar, before] = /** @type {HTMLElement[]} */ ([...track.children]);
      element.classList.toggle("best", k === best);
      say(name, named(k));
      say(share, Number.isFinite(data[k]) ? percent(data[k]) : "NaN");
      bar.style.width = `${100 * (data[k] || 0)}%`;
      before.hidden = !spec.before;
      if (spec.before) before.style.left = `${100 * spec.before[k]}%`;
    });
  }

  /** @param {number} width @param {number} height */
  layout(width, height) {
    const each = Math.min(TALLEST * this.unit, (height - 10 * this.unit) / this.data.length);
    this.element.style.width = `${Math.min(width, WIDTH * this.unit)}px`;
    this.rows.style.setProperty("--each", `${each}px`);
  }

  /** @param {DOMRect} stage */
  anchor(stage) {
    this.places = [...this.rows.children].map((element) => {
      const box = element.getBoundingClientRect();
      return { x: box.left - stage.left, y: box.top - stage.top, w: box.width + 8, h: box.height };
    });
  }

  paint() {}

  /** Whether this shows a tensor's own cells. @param {string} tensor */
  shows(tensor) {
    return tensor === this.spec.tensor;
  }

  shading() {
    return { scale: /** @type {const} */ ("probability"), limit: limitOf(this.data) };
  }

  /** @param {number} x @param {number} y */
  cellAt(x, y) {
    const k = this.places.findIndex((p) => x >= p.x && x < p.x + p.w && y >= p.y && y < p.y + p.h);
    return k < 0 ? null : [k];
  }

  /** @param {number[][]} cells */
  rects(cells) {
    return cells.length === this.places.length ? [] : cells.map(([k]) => this.places[k]);
  }
}

function row() {
  return make(
    "div",
    { class: "share" },
    make("span", { class: "name" }),
    make("span", { class: "track" }, make("i"), make("em", { title: "before" })),
    make("span", { class: "percent" }),
  );
}
