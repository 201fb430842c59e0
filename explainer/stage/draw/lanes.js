/**
 * How lanes are painted: lines that run together where states become equal, a row of shares for each run, and what each
 * run answers.
 *
 * @typedef {import("../panels/lanes.js").default} Panel
 * @typedef {import("../panels/base.js").How} How
 */
import { percent } from "../arithmetic/words.js";
import { tocome } from "./columns.js";
import { colour, css } from "./colours.js";
import { parts } from "./dom.js";
import { paintLegends } from "./legends.js";
import { cleared } from "./scrolled.js";

/** The squared distance at which two lines come near each other. */
const CLOSE = 0.25;
const WAVE = 0.5;

/** How alike two states are, from 1 where they are equal to 0. @param {number} apart */
const alike = (apart) => Math.exp(-apart / CLOSE);

/**
 * Where each run's line stands after each word, in rows: at the mean of the rows of all runs, each counted by how alike its
 * state is. So what is told apart stands in its own row, and what is equal in one.
 * @param {Float32Array} apart (words, runs, runs) @param {number} words @param {number} runs
 */
export function tracks(apart, words, runs) {
  return Array.from({ length: words }, (_, t) =>
    Array.from({ length: runs }, (_, n) => {
      let [sum, total] = [0, 0];
      for (let m = 0; m < runs; m++) {
        const w = alike(apart[(t * runs + n) * runs + m]);
        sum += w * m;
        total += w;
      }
      return sum / total;
    }),
  );
}

/** How many runs, or bunches of runs, are told apart after each word. @param {Float32Array} apart (words, runs, runs) @param {number} words @param {number} runs */
export function groups(apart, words, runs) {
  return Array.from({ length: words }, (_, t) => {
    const of = Array.from({ length: runs }, (_, n) => n);
    const root = (/** @type {number} */ n) => {
      while (of[n] !== n) n = of[n];
      return n;
    };
    for (let n = 0; n < runs; n++) for (let m = 0; m < n; m++) if (alike(apart[(t * runs + n) * runs + m]) > 0.5) of[root(n)] = root(m);
    return new Set(of.map((_, n) => root(n))).size;
  });
}

/** @param {Panel} panel @param {How} how */
export function paint(panel, how) {
  const g = cleared(panel);
  words(panel, how);
  const run = panel.run(how);
  g.textBaseline = "middle";
  names(panel, g, how, run);
  g.save();
  g.beginPath();
  g.rect(panel.gutter.left - 1, 0, panel.end - panel.gutter.left + 2, panel.tall);
  g.clip();
  g.fillStyle = how.soft;
  g.fillRect(panel.x(panel.now), panel.head, panel.pitch, panel.tall - panel.head);
  const last = lastOf(panel, how);
  for (let n = 0; n < panel.runs; n++) if (n !== run) line(panel, g, n, last, how.ink, 1.5, 0.55);
  line(panel, g, run, last, how.accent, 3, 1);
  cells(panel, g, how);
  g.restore();
  answers(panel, g, how, run);
  paintLegends(panel.legends, panel.spec.legend ?? [], how);
  g.textBaseline = "alphabetic";
}

/** The last word that is there, while the words are played. @param {Panel} panel @param {How} how */
function lastOf(panel, how) {
  let last = panel.count - 1;
  while (last > 0 && tocome(how, last, 0)) last--;
  return last;
}

/** The words, which stay whatever is scrolled; those that are still to come are pale. @param {Panel} panel @param {How} how */
function words(panel, how) {
  const { left } = panel.gutter;
  const from = panel.body.scrollLeft;
  panel.words.style.clipPath = `inset(-4px ${Math.max(0, panel.sheet.offsetWidth - from - panel.end - 2)}px -4px ${left + from - 3}px)`;
  for (const [t, chip] of parts(panel.words).entries()) {
    chip.classList.toggle("now", t === panel.now);
    chip.classList.toggle("to-come", tocome(how, t, 0));
    chip.classList.toggle("marked", t === panel.spec.at);
  }
}

/** The runs' names, before the lines where those set out, and before the rows. @param {Panel} panel @param {CanvasRenderingContext2D} g @param {How} how @param {number} run */
function names(panel, g, how, run) {
  const u = panel.unit;
  g.textAlign = "right";
  panel.spec.runs.forEach((name, n) => {
    g.fillStyle = n === run ? how.accent : how.ink;
    g.font = `${n === run ? 600 : 400} ${size(panel.row, u)}px ${how.font}`;
    g.fillText(name, panel.gutter.left - 8 * u, panel.shares + (n + 0.5) * panel.row);
    g.font = `${n === run ? 600 : 400} ${size(panel.line, u)}px ${how.font}`;
    if (panel.spec.at === 0) g.fillText(name, panel.gutter.left - 8 * u, panel.top + (n + 0.5) * panel.line);
  });
  g.textAlign = "left";
}

/** @param {number} row @param {number} u */
const size = (row, u) => Math.max(12, Math.min(14 * u, row - 1));

/** @param {Panel} panel @param {CanvasRenderingContext2D} g @param {number} n @param {number} last @param {string} ink @param {number} width @param {number} alpha */
function line(panel, g, n, last, ink, width, alpha) {
  const middle = panel.pitch / 2;
  g.strokeStyle = ink;
  g.globalAlpha = alpha;
  g.lineWidth = width * Math.sqrt(panel.unit);
  g.lineJoin = "round";
  g.beginPath();
  const start = panel.x(0) + (panel.leftwards ? panel.pitch : 0);
  let [x, y] = [start, panel.spec.at === 0 ? panel.top + (n + 0.5) * panel.line : panel.y(0, n)];
  g.moveTo(x, y);
  for (let t = 0; t <= last; t++) {
    const [to, down] = [panel.x(t) + middle, panel.y(t, n)];
    g.bezierCurveTo(x + (to - x) * WAVE, y, to - (to - x) * WAVE, down, to, down);
    [x, y] = [to, down];
  }
  if (last === panel.count - 1) g.lineTo(x + (panel.leftwards ? -middle : middle), y);
  g.stroke();
  g.globalAlpha = 1;
}

/** @param {Panel} panel @param {CanvasRenderingContext2D} g @param {How} how */
function cells(panel, g, how) {
  const gap = Math.min(2, panel.pitch / 8);
  for (let t = 0; t < panel.count; t++) {
    const x = panel.x(t);
    if (x + panel.pitch < panel.gutter.left || x > panel.end) continue;
    const waits = tocome(how, t, 0);
    for (let n = 0; n < panel.runs; n++) {
      const y = panel.shares + n * panel.row;
      const box = /** @type {const} */ ([x + gap / 2, y + 0.5, panel.pitch - gap, panel.row - 1.5]);
      if (!waits) {
        g.fillStyle = css(colour(how.palette, "probability", panel.right[t * panel.runs + n], 1));
        g.fillRect(...box);
      }
      g.strokeStyle = how.line;
      g.lineWidth = 0.5;
      g.strokeRect(...box);
    }
  }
  g.lineWidth = 1;
}

/** What each run says after the selected word, and how many it still tells apart. @param {Panel} panel @param {CanvasRenderingContext2D} g @param {How} how @param {number} run */
function answers(panel, g, how, run) {
  const u = panel.unit;
  const x = panel.end + 10 * u;
  const told = panel.groups[panel.now];
  g.textAlign = "left";
  g.fillStyle = how.ink;
  const middle = panel.top + (panel.runs / 2) * panel.line;
  g.font = `600 ${22 * u}px ${how.font}`;
  g.fillText(String(told), x, middle - 8 * u);
  g.font = `400 ${12 * u}px ${how.font}`;
  g.fillStyle = how.muted;
  g.fillText(told === 1 ? "state for all" : panel.stacked ? "told apart" : `of ${panel.runs} told apart`, x, middle + 12 * u);
  for (let n = 0; n < panel.runs; n++) {
    const { k, share, right } = panel.answer(panel.now, n);
    const y = panel.shares + (n + 0.5) * panel.row;
    g.font = `${n === run ? 600 : 400} ${size(panel.row, u)}px ${how.font}`;
    g.fillStyle = right ? how.ink : how.muted;
    g.fillText(right ? "✓" : "✗", x, y);
    const said = panel.stacked ? panel.spec.names[k] : `${panel.spec.names[k]} ${percent(share)}`;
    g.fillText(said, x + 15 * u, y, panel.gutter.right - 27 * u);
  }
}
