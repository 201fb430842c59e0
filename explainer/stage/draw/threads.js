/**
 * How two sentences and the threads between them are painted.
 *
 * @typedef {import("../panels/threads.js").default} Panel
 * @typedef {import("../panels/base.js").How} How
 */
import { percent } from "../arithmetic/words.js";
import { strip, tocome } from "./columns.js";
import { colour, css, ink } from "./colours.js";
import { parts } from "./dom.js";
import { paintLegends } from "./legends.js";
import { cleared } from "./scrolled.js";
import { arrow } from "./strokes.js";

const PHASE = { state: 0, look: 1, word: 2 };
/** In narrower boxes no percent sign has room, in still narrower ones no number. */
const SIGNED = 40;
const NUMBERED = 22;
const FAINT = 0.22;
const THICK = 8;
const THIN = 0.75;
const HAIR = 0.004;

/** @param {Panel} panel @param {How} how */
export function paint(panel, how) {
  const g = cleared(panel);
  chipsOf(panel, how);
  labels(panel, g, how);
  g.save();
  g.beginPath();
  g.rect(panel.gutter - 1, 0, panel.width - panel.gutter + 1, panel.tall);
  g.clip();
  ground(panel, g, how);
  if (panel.spec.looks) {
    threads(panel, g, how);
    shares(panel, g, how);
  } else handedOn(panel, g, how);
  panel.rows.forEach((row, n) => {
    const many = n ? panel.spec.said.length : panel.spec.words.length;
    for (let k = 0; k < many; k++) {
      const waits = n === 1 && tocome(how, k, PHASE.state);
      g.strokeStyle = how.line;
      g.lineWidth = 1;
      if (waits) g.strokeRect(panel.x(k) + 0.5, row.y + 0.5, panel.wide - 1, row.h - 1);
      else strip(/** @type {any} */ (panel), g, how, /** @type {any} */ (row), row.data, k, panel.x(k), panel.wide, row.y, row.h);
      if (k + 1 < many && panel.apart > 6 && !(n === 1 && tocome(how, k + 1, PHASE.state))) arrow(g, panel.x(k) + panel.wide + 1, panel.x(k + 1) - 1, row.y + row.h / 2, how.muted);
    }
  });
  g.restore();
  paintLegends(panel.legends, panel.spec.legend ?? [], how);
}

/** @param {Panel} panel @param {How} how */
function chipsOf(panel, how) {
  const { selected } = how;
  for (const [words, own] of /** @type {[HTMLElement, boolean][]} */ ([[panel.readWords, false], [panel.saidWords, true]])) {
    words.style.clipPath = `inset(0 0 0 ${panel.gutter + panel.body.scrollLeft - 3}px)`;
    parts(words).forEach((chip, k) => {
      chip.classList.toggle("now", own ? k === panel.now : selected.tensor === "input" && selected.at[0] === k);
      chip.classList.toggle("to-come", own && tocome(how, k, PHASE.word));
    });
  }
}

/** @param {Panel} panel @param {CanvasRenderingContext2D} g @param {How} how */
function labels(panel, g, how) {
  const [read, look, said] = panel.spec.labels;
  const middle = (/** @type {number} */ y, /** @type {number} */ h) => (panel.stacked ? y - 5 : y + h / 2 + 4 * panel.unit);
  g.font = `400 ${13 * panel.unit}px ${how.font}`;
  g.fillStyle = how.muted;
  g.textAlign = "left";
  const x = panel.stacked ? panel.gutter : 0;
  g.fillText(read, x, middle(panel.rows[0].y, panel.rows[0].h));
  g.fillText(said, x, middle(panel.rows[1].y, panel.rows[1].h));
  if (!panel.spec.looks) return;
  g.fillStyle = how.accent;
  g.font = `600 ${13 * panel.unit}px ${how.font}`;
  const word = panel.stacked ? `“${panel.spec.said[panel.now]}” ${look}` : look;
  g.fillText(word, x, middle(panel.shares, panel.high));
}

/** What the word in hand stands on. @param {Panel} panel @param {CanvasRenderingContext2D} g @param {How} how */
function ground(panel, g, how) {
  g.fillStyle = how.soft;
  g.beginPath();
  g.roundRect(panel.x(panel.now) - panel.apart / 2, panel.saidTop - 2, panel.pitch, panel.tall - panel.saidTop + 2, 8);
  g.fill();
}

/** @param {Panel} panel @param {CanvasRenderingContext2D} g @param {How} how */
function shares(panel, g, how) {
  const { words } = panel.spec;
  const told = !panel.secret && !tocome(how, panel.now, PHASE.look);
  g.textAlign = "center";
  g.font = `400 ${13 * panel.unit}px ${how.font}`;
  for (let t = 0; t < words.length; t++) {
    const share = told ? panel.share(panel.now, t) : 0;
    const paper = colour(how.palette, "probability", share, 1);
    g.fillStyle = css(paper);
    g.fillRect(panel.x(t), panel.shares, panel.wide, panel.high);
    g.strokeStyle = how.line;
    g.strokeRect(panel.x(t) + 0.5, panel.shares + 0.5, panel.wide - 1, panel.high - 1);
    if (panel.wide < NUMBERED * panel.unit && told) continue;
    g.fillStyle = share > 0.05 ? ink(paper) : how.muted;
    const said = panel.wide < SIGNED * panel.unit ? String(Math.round(100 * share)) : percent(share);
    g.fillText(panel.secret ? "?" : told ? said : "", panel.x(t) + panel.wide / 2, panel.shares + panel.high / 2 + 4.5 * panel.unit);
  }
  g.textAlign = "left";
}

/** Those of the word in hand in ink, the others pale beneath. @param {Panel} panel @param {CanvasRenderingContext2D} g @param {How} how */
function threads(panel, g, how) {
  if (panel.secret) return;
  const { words, said } = panel.spec;
  const order = [...said.keys()].filter((s) => s !== panel.now);
  for (const s of [...order, panel.now]) {
    if (tocome(how, s, PHASE.look)) continue;
    for (let t = 0; t < words.length; t++) {
      const share = panel.share(s, t);
      if (share < HAIR) continue;
      const here = s === panel.now;
      thread(g, panel.middle(t), panel.middle(s), panel.top, panel.bottom, Math.max(THIN, THICK * share * panel.unit), here ? how.ink : how.muted, here ? 1 : FAINT);
    }
  }
}

/** All that the one network hands to the other. @param {Panel} panel @param {CanvasRenderingContext2D} g @param {How} how */
function handedOn(panel, g, how) {
  const last = panel.spec.words.length - 1;
  thread(g, panel.middle(last), panel.middle(0), panel.top, panel.bottom, THICK * panel.unit, how.ink, 1);
}

/** @param {CanvasRenderingContext2D} g @param {number} from @param {number} to @param {number} top @param {number} bottom @param {number} wide @param {string} paint @param {number} alpha */
function thread(g, from, to, top, bottom, wide, paint, alpha) {
  const mid = (top + bottom) / 2;
  g.globalAlpha = alpha;
  g.strokeStyle = paint;
  g.lineWidth = wide;
  g.beginPath();
  g.moveTo(from, top);
  g.bezierCurveTo(from, mid, to, mid, to, bottom);
  g.stroke();
  g.globalAlpha = 1;
  g.lineWidth = 1;
}
