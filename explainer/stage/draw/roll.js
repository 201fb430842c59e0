/**
 * How a piano roll is painted: rows as the keys lie, notes, the playhead, marks of what was copied, and the shares of a step.
 *
 * @typedef {import("../panels/roll.js").default} Roll
 * @typedef {import("../panels/base.js").How} How
 */
import { percent } from "../arithmetic/words.js";

const BLACK = [1, 3, 6, 8, 10];
const KEYS = { wide: 30, narrow: 22 };
const LABELLED = 2;
const TYPE = 12;
const LEAST_SHARE = 0.03;
const INSET = 0.08;

/** @param {Roll} panel @param {How} how */
export function paint(panel, how) {
  const g = /** @type {CanvasRenderingContext2D} */ (panel.canvas.getContext("2d"));
  const ratio = panel.canvas.width / panel.width;
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  g.clearRect(0, 0, panel.width, panel.tall);
  g.textBaseline = "middle";
  ground(panel, g, how);
  const { begun, rival = [], steps } = panel.spec;
  const until = how.born === Infinity ? Infinity : how.born + 1;
  if (panel.sketch) notes(panel, g, panel.sketch, 0, Infinity, how.muted);
  else {
    notes(panel, g, [...steps.slice(0, begun), ...rival], begun, until, "", how.muted);
    notes(panel, g, steps.slice(0, begun), 0, until, how.muted);
    notes(panel, g, steps, begun, until, how.ink);
    copied(panel, g, how, until);
    head(panel, g, how);
    shares(panel, g, how);
  }
  g.textBaseline = "alphabetic";
}

/** Rows, bars, and the keys at the left. @param {Roll} panel @param {CanvasRenderingContext2D} g @param {How} how */
function ground(panel, g, how) {
  const { low, high, row, gutter, end, width, unit: u, spec } = panel;
  const base = (high - low + 1) * row;
  const keys = (panel.stacked ? KEYS.narrow : KEYS.wide) * u;
  g.font = `${TYPE * u}px ${how.font}`;
  for (let pitch = low; pitch <= high; pitch++) {
    const y = (high - pitch) * row;
    const black = BLACK.includes(pitch % 12);
    if (black) {
      g.fillStyle = how.soft;
      g.fillRect(gutter, y, width - gutter, row);
    }
    g.fillStyle = black ? how.ink : how.background;
    g.fillRect(0, y, black ? keys * 0.62 : keys, row);
    g.strokeStyle = how.line;
    g.lineWidth = 1;
    g.strokeRect(0.5, y + 0.5, keys, row);
    if ((pitch % 12 === LABELLED || pitch % 12 === 9) && pitch - low > 1) {
      g.fillStyle = how.muted;
      g.fillText(panel.spec.names[pitch - spec.lowest], keys + 4 * u, y + row / 2);
    }
  }
  g.fillStyle = how.muted;
  if (!panel.stacked) g.fillText("hold", keys + 4 * u, panel.y(panel.hold) + row / 2);
  g.strokeStyle = how.line;
  for (let t = 0; t <= spec.total; t += spec.bar) {
    g.beginPath();
    g.moveTo(panel.x(t), 0);
    g.lineTo(panel.x(t), panel.tall - 16 * u);
    g.stroke();
  }
  const every = panel.pitch * spec.bar < 40 * u ? 2 : 1;
  for (let bar = 0; bar * spec.bar < spec.total; bar += every) g.fillText(`${panel.stacked ? "" : "bar "}${bar + 1}`, panel.x(bar * spec.bar) + 3 * u, panel.tall - 7 * u);
  g.beginPath();
  g.moveTo(gutter, base + 0.5);
  g.lineTo(end, base + 0.5);
  g.stroke();
}

/**
 * Notes that begin from a step on and before another, filled or, without a colour, hollow.
 * @param {Roll} panel @param {CanvasRenderingContext2D} g @param {number[]} steps @param {number} from @param {number} until @param {string} fill @param {string} [line]
 */
function notes(panel, g, steps, from, until, fill, line = "") {
  const { row, hold } = panel;
  const last = Math.min(steps.length, until);
  for (let t = from; t < last; ) {
    let end = t + 1;
    while (end < last && steps[end] === hold) end++;
    // What was held when the others' steps began goes on in theirs.
    const symbol = steps[t] === hold ? panel.sounding(t, steps)?.symbol : steps[t];
    if (symbol !== undefined) {
      const [x, y, w] = [panel.x(t) + 0.5, panel.y(symbol) + row * INSET, (end - t) * panel.pitch - 1];
      const inset = fill ? 0 : 1;
      g.beginPath();
      g.roundRect(x + inset, y + inset, Math.max(1, w - 2 * inset), row * (1 - 2 * INSET) - 2 * inset, Math.min(3, row / 3));
      if (fill) {
        g.fillStyle = fill;
        g.fill();
      } else {
        g.strokeStyle = line;
        g.lineWidth = 1;
        g.setLineDash([2, 2]);
        g.stroke();
        g.setLineDash([]);
      }
    }
    t = end;
  }
}

/**
 * A bracket below each stretch that stands elsewhere, and where; above each of the rival's.
 * @param {Roll} panel @param {CanvasRenderingContext2D} g @param {How} how @param {number} until
 */
function copied(panel, g, how, until) {
  const { row, spec, unit: u } = panel;
  const theirs = [...spec.steps.slice(0, spec.begun), ...(spec.rival ?? [])];
  g.lineWidth = 2;
  g.font = `${TYPE * u}px ${how.font}`;
  for (const { first, end, name, rival } of spec.copied ?? []) {
    if (end > until) continue;
    const rows = (rival ? theirs : panel.steps).slice(first, end).filter((k) => k !== panel.hold).map((k) => panel.y(k));
    const edge = rival ? Math.max(Math.min(...rows) - row * 0.4, (TYPE + 6) * u) : Math.max(...rows) + row * 1.4;
    const away = rival ? -u : u;
    const [a, b] = [panel.x(first) + 1, panel.x(end) - 1];
    g.strokeStyle = rival ? how.muted : how.ink;
    g.setLineDash(rival ? [3, 3] : []);
    g.beginPath();
    g.moveTo(a, edge - 4 * away);
    g.lineTo(a, edge);
    g.lineTo(b, edge);
    g.lineTo(b, edge - 4 * away);
    g.stroke();
    const said = `${rival ? "the counter copied" : "copied"}: these ${end - first} steps are in “${name}”`;
    const wide = g.measureText(said).width;
    const x = Math.max(panel.gutter, Math.min(a, panel.end - wide - 4));
    const middle = edge + 9 * away;
    g.fillStyle = how.background;
    g.fillRect(x - 2, middle - (TYPE * u) / 2 - 1, wide + 4, TYPE * u + 2);
    g.fillStyle = g.strokeStyle;
    g.fillText(said, x, middle);
  }
  g.setLineDash([]);
  g.lineWidth = 1;
}

/** Where the selected step is. @param {Roll} panel @param {CanvasRenderingContext2D} g @param {How} how */
function head(panel, g, how) {
  const x = panel.x(panel.now);
  g.strokeStyle = g.fillStyle = how.accent;
  g.lineWidth = 1.5;
  g.beginPath();
  g.moveTo(x, 0);
  g.lineTo(x, panel.tall - 16 * panel.unit);
  g.stroke();
  g.beginPath();
  g.moveTo(x - 5, 0);
  g.lineTo(x + 5, 0);
  g.lineTo(x, 7);
  g.fill();
  g.lineWidth = 1;
}

/** What the selected step may be: a bar for each symbol on its own row, those of the rival around them. @param {Roll} panel @param {CanvasRenderingContext2D} g @param {How} how */
function shares(panel, g, how) {
  const { spec, row, unit: u, end, stacked, stage } = panel;
  const size = spec.names.length;
  const of = (/** @type {string} */ name) => stage.store.read(name).data.subarray(panel.now * size, (panel.now + 1) * size);
  const own = of(spec.tensor);
  const counted = spec.counts ? of(spec.counts) : null;
  const left = end + 5 * u;
  const room = panel.shares - (stacked ? 44 : 88) * u;
  const most = Math.max(...own, ...(counted ?? []));
  const chosen = spec.steps[panel.now];
  /** @type {number[]} */
  const said = [];
  // What was drawn is said first, then the likeliest.
  const byShare = Array.from(own.keys()).sort((a, b) => Number(b === chosen) - Number(a === chosen) || own[b] - own[a]);
  for (const k of byShare) {
    const y = panel.y(k);
    if (y < -row || y > panel.tall) continue;
    const long = (own[k] / most) * room;
    g.fillStyle = how.ink;
    g.fillRect(left, y + row * 0.2, Math.max(own[k] > 0.002 ? 1 : 0, long), row * 0.6);
    if (counted && counted[k] > 0.005) {
      g.strokeStyle = how.muted;
      g.strokeRect(left + 0.5, y + row * INSET + 0.5, (counted[k] / most) * room, row * (1 - 2 * INSET) - 1);
    }
    if ((own[k] < LEAST_SHARE && k !== chosen) || said.some((other) => Math.abs(other - y) < (TYPE + 1) * u)) continue;
    said.push(y);
    const mine = k === chosen;
    g.font = `${mine ? 700 : 400} ${TYPE * u}px ${how.font}`;
    g.fillStyle = mine ? how.accent : how.ink;
    const after = left + Math.max(long, counted ? (counted[k] / most) * room : 0) + 5 * u;
    g.fillText(stacked ? `${spec.names[k]} ${Math.round(100 * own[k])}` : `${spec.names[k]} ${percent(own[k])}`, after, y + row / 2);
  }
}
