/**
 * One column for each word: below it the numbers that a network had there, row by row. The columns fold into the one cell
 * that they all are, and a long sentence scrolls beneath its labels.
 *
 * @typedef {{tensor: string, label?: string, letter?: string, kind?: "answer" | "level", scale?: import("./colours.js").ScaleName,
 *            limit?: number, handed?: boolean, before?: string, names?: string[], torch?: [string, string], phase?: number, per?: number, log?: number}} Row
 *   phase: at which of a word's steps it comes to be, none where negative; before: the same numbers of an untouched run;
 *   per: how many stand beside each other; log: how many powers of ten a level spans
 * @typedef {{words: string[], unknown?: number[], marked?: number[], rows: Row[], folded?: boolean, legend?: [string, string, string][]}} Columns
 * @typedef {Row & {y: number, h: number, units: number, lines: number, data: Float32Array, old?: Float32Array, most: number}} Placed
 */
import { limitOf } from "./colours.js";
import { paint, WORDS } from "./columnpaint.js";
import { keep, make, say } from "./dom.js";

const GUTTER = 112;
const NARROW_GUTTER = 40;
const WIDEST = 132;
const LEAST_CELL = 6;
const LEAST_WIDE = 60;
const SLIM = 100;
const APART = 18;
const PER_LINE = 16;
const STRIP = { least: 12, most: 26 };
const ANSWER = { least: 40, most: 64 };
const BELOW = 22;
const FOLD_MS = 800;
const MANY = 8;
const SPARE = 14;
const FOLDED = 340;

/** @param {number} a @param {number} b @param {number} t */
const mix = (a, b, t) => a + (b - a) * t;

export class ColumnsPanel {
  /** @param {import("./maps.js").PanelSpec} spec @param {import("./stage.js").Stage} stage */
  constructor(spec, stage) {
    this.spec = spec;
    this.stage = stage;
    this.unit = 1;
    this.fold = spec.columns?.folded ? 1 : 0;
    this.frame = 0;
    this.title = make("b");
    this.size = make("span", { class: "size" });
    this.legends = make("span", { class: "legends", "aria-hidden": "true" });
    this.canvas = make("canvas", { "aria-hidden": "true" });
    this.words = make("div", { class: "column-words" });
    this.sheet = make("div", { class: "sheet" }, this.canvas, this.words);
    this.body = make("div", { class: "body" }, this.sheet);
    this.note = make("p", { class: "note" });
    this.element = make(
      "section",
      { class: "panel columns-panel", "data-testid": "panel" },
      make("header", {}, make("span", {}, this.title, " ", this.size), this.legends),
      this.body,
      this.note,
    );
    this.body.addEventListener("scroll", () => this.how && this.paint(this.how), { passive: true });
    /** @type {Placed[]} */
    this.rows = [];
    this.origin = { x: 0, y: 0 };
  }

  /** @param {import("./maps.js").PanelSpec} spec @param {(name: string) => import("./explain.js").Tensor} read */
  update(spec, read) {
    this.spec = spec;
    this.what = /** @type {Columns} */ (spec.columns);
    this.count = this.what.words.length;
    const laid = this.rows;
    this.rows = this.what.rows.map((row, k) => {
      const { data, shape } = read(row.tensor);
      const units = shape[1] ?? 1;
      const old = row.before ? read(row.before).data : undefined;
      const most = row.limit ?? limitOf(data);
      return { ...row, data, old, units, most, lines: row.kind ? 1 : Math.ceil(units / (row.per ?? PER_LINE)), y: laid[k]?.y ?? 0, h: laid[k]?.h ?? 0 };
    });
    this.element.dataset.tensor = spec.tensor;
    this.element.dataset.shape = read(spec.tensor).shape.join(",");
    this.element.setAttribute("aria-label", `${spec.title}: ${this.count} words`);
    say(this.title, spec.title);
    say(this.note, spec.note ?? "");
    this.note.hidden = !spec.note;
    keep(this.legends, this.what.legend?.length ?? 0, () => make("span", { class: "legend" }, make("span"), make("i"), make("span")));
    keep(this.words, this.count, () => make("span", { class: "column-word" })).forEach((chip, t) => {
      say(chip, this.what.words[t]);
      chip.title = this.what.words[t];
      chip.classList.toggle("unknown", !!this.what.unknown?.includes(t));
      chip.classList.toggle("marked", !!this.what.marked?.includes(t));
    });
    this.whole = false;
    this.marked = -1;
    for (const chip of this.words.children) chip.classList.remove("now");
    this.legendIn = null;
    this.turn();
  }

  /** Open or fold, in view of whoever looks on, where motion is wanted. */
  turn() {
    const goal = this.what.folded ? 1 : 0;
    cancelAnimationFrame(this.frame);
    this.element.dataset.folded = String(this.fold === goal && goal === 1);
    if (this.fold === goal) return;
    if (this.stage.still.matches) {
      this.fold = goal;
      this.element.dataset.folded = String(goal === 1);
      return;
    }
    const [from, start] = [this.fold, performance.now()];
    const step = (/** @type {number} */ now) => {
      const t = Math.min(1, (now - start) / FOLD_MS);
      this.fold = mix(from, goal, t * t * (3 - 2 * t));
      this.paint(this.how);
      this.stage.showSelected();
      if (t < 1) this.frame = requestAnimationFrame(step);
      else this.element.dataset.folded = String(goal === 1);
    };
    this.frame = requestAnimationFrame(step);
  }

  /** Words stand beside each other, units in a word's row. */
  get sideways() {
    return true;
  }

  stop() {
    cancelAnimationFrame(this.frame);
  }

  /** Rows share the height, columns the width; what has no room for its cells scrolls. @param {number} width @param {number} height */
  layout(width, height) {
    const u = this.unit;
    const { rows } = this;
    this.gutter = this.stacked ? NARROW_GUTTER : GUTTER * u;
    const per = Math.max(1, ...rows.filter((r) => !r.kind).map((r) => Math.ceil(r.units / r.lines)));
    const least = Math.max(per * LEAST_CELL, LEAST_WIDE) * u + APART * u;
    this.pitch = Math.max(least, Math.min(WIDEST * u, (width - this.gutter) / this.count));
    this.apart = APART * u;
    this.words.classList.toggle("slim", this.pitch < SLIM * u);
    for (const [t, chip] of /** @type {HTMLElement[]} */ ([...this.words.children]).entries()) {
      chip.style.left = `${this.gutter + t * this.pitch}px`;
      chip.style.width = `${this.pitch - this.apart}px`;
    }
    const strips = rows.filter((r) => !r.kind).reduce((sum, r) => sum + r.lines * (r.old ? 1.45 : 1), 0);
    const blocks = rows.filter((r) => r.kind).length;
    const lowest = blocks > 1 ? ANSWER.least / 2 : ANSWER.least;
    const gaps = rows.reduce((sum, r, k) => sum + this.gapBefore(r, k) + (r.torch ? 2 * BELOW : 0) + (r.kind ? BELOW : 0), 0);
    const room = height / u - WORDS - gaps - blocks * lowest - SPARE;
    const thick = rows.some((r) => r.lines > 1) ? STRIP.least / 2 : STRIP.least;
    const strip = Math.max(thick, Math.min(thick === STRIP.least ? STRIP.most : STRIP.most / 2, room / Math.max(1, strips)));
    const answer = Math.min(ANSWER.most, lowest + Math.max(0, room - strip * strips) / Math.max(1, blocks));
    let y = WORDS * u;
    rows.forEach((row, k) => {
      y += this.gapBefore(row, k) * u;
      row.y = y;
      row.h = (row.kind ? answer : strip * row.lines) * u;
      y += row.h + ((row.torch ? 2 * BELOW : 0) + (row.kind ? BELOW : 0) + (row.old && !row.kind ? strip * 0.45 : 0)) * u;
    });
    this.tall = Math.ceil(y + 4);
    this.width = Math.floor(width);
    const total = this.gutter + this.count * this.pitch;
    this.scrolls = total > width + 1;
    this.element.style.width = `${width}px`;
    this.sheet.style.width = `${Math.max(width, Math.ceil(total))}px`;
    this.sheet.style.height = `${this.tall}px`;
    const ratio = devicePixelRatio || 1;
    Object.assign(this.canvas, { width: this.width * ratio, height: this.tall * ratio });
    this.canvas.style.width = `${this.width}px`;
    this.canvas.style.height = `${this.tall}px`;
    if (this.scrolls) this.body.tabIndex = 0;
    else this.body.removeAttribute("tabindex");
    for (const [name, value] of Object.entries({ role: "region", "aria-label": `${this.spec.title}, from word to word` }))
      if (this.scrolls) this.body.setAttribute(name, value);
      else this.body.removeAttribute(name);
  }

  /** @param {Placed} row @param {number} k */
  gapBefore(row, k) {
    return k && row.label && this.rows.length <= MANY ? 14 : 5;
  }

  /** @param {DOMRect} stage */
  anchor(stage) {
    const at = this.canvas.getBoundingClientRect();
    this.origin = { x: at.left - stage.left, y: at.top - stage.top };
  }

  /** Where a word's cells begin, on the canvas. @param {number} t */
  x(t) {
    const open = this.gutter + t * this.pitch - this.body.scrollLeft;
    if (!this.fold) return open;
    const shown = Math.min(this.width, this.gutter + this.count * this.pitch);
    return mix(open, (this.gutter + shown - this.wide) / 2, this.fold);
  }

  /** How wide a word's cells are: the folded cell stands alone and may be large. */
  get wide() {
    return mix(this.pitch - this.apart, Math.min(FOLDED * this.unit, this.width - 2 * this.gutter), this.fold);
  }

  /** @param {any} how */
  paint(how) {
    if (!how || !this.pitch) return;
    this.how = how;
    const at = this.shows(how.selected?.tensor) ? how.selected.at[0] : (how.first?.at[0] ?? 0);
    this.now = Math.min(at, this.count - 1);
    paint(this, how);
  }

  /** A state travels on to the word that is read now. @param {import("./course.js").Cell} cell @param {number} pace */
  hand({ tensor, at: [t] }, pace) {
    if (!this.shows(tensor) || (this.rows.find((r) => r.tensor === tensor)?.phase ?? 0) > 0) return;
    const from = t - this.how.onward;
    if (from < 0 || from >= this.count || this.fold) return;
    const w = this.pitch - this.apart;
    const ratio = this.canvas.width / this.width;
    for (const row of this.rows.filter((r) => r.handed)) {
      const ghost = make("canvas", { class: "ghost-strip", width: w * ratio, height: row.h * ratio });
      ghost.getContext("2d")?.drawImage(this.canvas, this.x(from) * ratio, row.y * ratio, w * ratio, row.h * ratio, 0, 0, w * ratio, row.h * ratio);
      const left = this.x(from) + this.body.scrollLeft;
      Object.assign(ghost.style, { left: `${left}px`, top: `${row.y}px`, width: `${w}px`, height: `${row.h}px` });
      this.sheet.append(ghost);
      const flight = ghost.animate(
        [{ opacity: 0.95 }, { transform: `translateX(${this.pitch * this.how.onward}px)`, opacity: 0.2 }],
        { duration: pace * 0.6, easing: "ease-in-out" },
      );
      flight.finished.finally(() => ghost.remove());
    }
  }

  /** Whether this shows a tensor's own cells. @param {string} [tensor] */
  shows(tensor) {
    return tensor === this.spec.tensor || this.rows.some((r) => r.tensor === tensor || r.before === tensor);
  }

  /** @param {number} channel @param {string} tensor */
  shading(channel, tensor) {
    const row = this.rows.find((r) => r.tensor === tensor || r.before === tensor);
    return { scale: row?.scale ?? (row?.kind === "answer" ? "probability" : "signed"), limit: row?.most || 1 };
  }

  /** @param {number} px @param {number} py */
  cellAt(px, py) {
    const [x, y] = [px - this.origin.x, py - this.origin.y];
    if (y < 0 || y > this.tall || x < this.gutter || x > this.width || !this.pitch) return null;
    const words = y < (WORDS - 6) * this.unit;
    const column = Math.floor((x + this.body.scrollLeft - this.gutter) / this.pitch);
    const t = this.fold && !words ? this.now : column;
    const w = words ? this.pitch - this.apart : this.wide;
    const within = words ? (x + this.body.scrollLeft - this.gutter) % this.pitch : x - this.x(t);
    if (t >= this.count || t < 0 || within < 0 || within >= w) return null;
    if (words) {
      this.pointed = this.spec.tensor;
      return [t];
    }
    const row = this.rows.find((r) => y >= r.y && y < r.y + r.h * (r.old && !r.kind ? 1.45 : 1));
    if (!row) return null;
    this.pointed = row.old && !row.kind && y > row.y + row.h * 1.02 ? row.before : row.tensor;
    if (row.kind === "level") return [t];
    if (row.kind) return [t, best(row, t)];
    const per = Math.ceil(row.units / row.lines);
    const line = Math.min(row.lines - 1, Math.floor(((y - row.y) % (row.h + 1)) / (row.h / row.lines)));
    const k = Math.floor((within / w) * per) + per * (this.pointed === row.before ? 0 : line);
    return k < row.units ? [t, k] : null;
  }

  /** Single cells, or the whole strip where most of a word's are meant. @param {number[][]} cells @param {string} tensor */
  rects(cells, tensor) {
    const within = (/** @type {number} */ t) => t >= 0 && t < this.count && this.x(t) > this.gutter - this.wide && this.x(t) < this.width && (!this.fold || t === this.now);
    if (tensor === this.spec.tensor) {
      return cells.filter(([t]) => within(t)).map(([t]) => this.rect(this.gutter + t * this.pitch - this.body.scrollLeft, 2, this.pitch - this.apart, (WORDS - 8) * this.unit));
    }
    const row = this.rows.find((r) => r.tensor === tensor || r.before === tensor);
    if (!row) return [];
    const w = this.wide;
    const old = row.before === tensor;
    const [y, h] = old && !row.kind ? [row.y + row.h * 1.05, row.h * 0.4] : [row.y, row.h];
    const steps = [...new Set(cells.map(([t]) => t))].filter(within);
    return steps.flatMap((t) => {
      const mine = cells.filter(([at]) => at === t);
      if (row.kind || mine.length > row.units / 2) return [this.rect(this.x(t), y, w, h)];
      const per = Math.ceil(row.units / row.lines);
      return mine.map(([, k]) => this.rect(this.x(t) + ((k % per) * w) / per, y + Math.floor(k / per) * (h / row.lines), w / per, h / row.lines));
    });
  }

  /** @param {number} x @param {number} y @param {number} w @param {number} h */
  rect(x, y, w, h) {
    return { x: x + this.origin.x, y: y + this.origin.y, w, h };
  }

  /** A long sentence scrolls to the selected word. @param {string} tensor @param {number[]} at */
  follow(tensor, at) {
    if (!this.scrolls || !this.shows(tensor)) return;
    const x = at[0] * this.pitch;
    const { scrollLeft, clientWidth } = this.body;
    const room = clientWidth - this.gutter;
    if (x >= scrollLeft && x + this.pitch <= scrollLeft + room) return;
    this.body.scrollLeft = Math.max(0, x - room / 2);
    this.paint(this.how);
  }
}

/** Of two answers the second, which the bar shows; else the likeliest. @param {Placed} row @param {number} t */
function best(row, t) {
  const mine = row.data.subarray(t * row.units, (t + 1) * row.units);
  return row.units === 2 ? 1 : mine.indexOf(Math.max(...mine));
}
