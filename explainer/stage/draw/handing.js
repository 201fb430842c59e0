/**
 * How a word's numbers come to be while it is played: the state of the word before is handed over, then the numbers are
 * computed, then they are painted, row by row. Cause before effect.
 *
 * @typedef {import("../panels/columns.js").default} Panel
 * @typedef {import("../panels/base.js").How} How
 * @typedef {import("./rows.js").Placed} Placed
 */
import { strip } from "./columns.js";
import { eased } from "./folding.js";
import { along, FAR } from "./strokes.js";

/** Shares of a step: when the state has come, when the first row is there, when the last is. */
const COME = 0.45;
const FIRST = { handed: 0.7, alone: 0.35 };
const LAST = 0.88;
const APPEARS_MS = 120;
const TILE = { w: 56, h: 16 };

export class Handing {
  /** @type {Map<Placed, number>} at which share of the step each row is there */
  #due = new Map();
  #share = 0;

  /** The rows that come to be at a step of a word, and those of the word before that are handed over to them. @param {Placed[]} rows @param {number} t @param {number} from the word before @param {number} phase @param {number} born @param {number} ms */
  constructor(rows, t, from, phase, born, ms) {
    this.t = t;
    this.from = from;
    this.born = born;
    this.ms = ms;
    const own = (/** @type {Placed} */ row) => (row.phase ?? 0) === phase;
    this.carried = from < 0 ? [] : rows.filter((row) => row.handed && row.carried === phase);
    const made = rows.filter((row) => own(row) && row.made);
    const first = this.carried.length ? FIRST.handed : FIRST.alone;
    made.forEach((row, k) => this.#due.set(row, first + (k * (LAST - first)) / Math.max(1, made.length - 1)));
  }

  /** How long the state is on its way. */
  get way() {
    return this.carried.length ? COME * this.ms : 0;
  }

  /** Later, until everything is there; whether that made another row appear. @param {number} share */
  on(share) {
    const before = this.#share;
    this.#share = share;
    return share === 1 || [...this.#due.values()].some((due) => due > before && due <= share);
  }

  /** How much of a row of a word is there, from 0 to 1. @param {Placed} row @param {number} t */
  there(row, t) {
    const due = t === this.t ? this.#due.get(row) : undefined;
    if (due === undefined || this.#share === 1) return 1;
    return this.#share < due ? 0 : Math.min(1, (1 + (this.#share - due) * this.ms) / APPEARS_MS);
  }

  /** What is on its way, and how it fades while it is computed with. @param {Panel} panel @param {CanvasRenderingContext2D} g @param {How} how */
  paint(panel, g, how) {
    const come = Math.min(1, this.#share / COME);
    const left = 1 - Math.max(0, (this.#share - COME) / (FIRST.handed - COME));
    if (left <= 0) return;
    for (const row of this.carried) {
      g.save();
      g.globalAlpha = 0.85 * left;
      if (panel.fold) this.#round(panel, g, how, row, eased(come));
      else this.#across(panel, g, how, row, eased(come));
      g.restore();
    }
  }

  /** Out of its word and into the next, never over numbers that rest. @param {Panel} panel @param {CanvasRenderingContext2D} g @param {How} how @param {Placed} row @param {number} come */
  #across(panel, g, how, row, come) {
    const [from, to, w] = [panel.x(this.from), panel.x(this.t), panel.wide];
    g.beginPath();
    g.rect(from < to ? from + w : to, row.y - 1, Math.abs(to - from), row.h + 2);
    g.clip();
    strip(panel, g, how, row, row.data, this.from, from + (to - from) * come, w, row.y, row.h);
  }

  /** Along the loop of the folded cell, as a tile. @param {Panel} panel @param {CanvasRenderingContext2D} g @param {How} how @param {Placed} row @param {number} come */
  #round(panel, g, how, row, come) {
    const { unit } = panel;
    const [x, y] = along(come, ...panel.ends, row.y + row.h / 2, FAR * unit);
    const [w, h] = [TILE.w * unit, TILE.h * unit];
    g.fillStyle = how.background;
    g.fillRect(x - w / 2 - 2, y - h / 2 - 2, w + 4, h + 4);
    strip(panel, g, how, { ...row, lines: 1 }, row.data, this.from, x - w / 2, w, y - h / 2, h);
  }
}
