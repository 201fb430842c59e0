/**
 * How columns of words are painted: strips of numbers, bars, arrows from word to word, the folded cell and its loop.
 *
 * @typedef {import("../panels/columns.js").default} Panel
 * @typedef {import("../panels/base.js").How} How
 * @typedef {import("./rows.js").Placed} Placed
 */
import { best as likeliest } from "../arithmetic/extremes.js";
import { percent } from "../arithmetic/words.js";
import { colour, css } from "./colours.js";
import { paintLegends } from "./legends.js";
import { picture } from "./pictures.js";
import { cleared } from "./scrolled.js";
import { arrow, bracket, FAR, level, loop } from "./strokes.js";

const UNTOUCHED = 18;

/** @param {Panel} panel @param {How} how */
export function paint(panel, how) {
  const g = cleared(panel);
  paintWords(panel, how);
  labels(panel, g, how);
  g.save();
  g.beginPath();
  g.rect(panel.gutter - 2, 0, panel.width - panel.gutter + 2, panel.tall);
  g.clip();
  standing(panel, g, how);
  for (let t = 0; t < panel.count; t++) {
    const x = panel.x(t);
    if (x + panel.pitch < panel.gutter || x > panel.width) continue;
    g.globalAlpha = t === panel.now ? 1 : 1 - panel.fold;
    if (!g.globalAlpha) continue;
    for (const row of panel.rows) cells(panel, g, how, row, t, x);
  }
  g.globalAlpha = 1 - panel.fold;
  for (const row of panel.rows) if (row.torch && panel.fold < 1) named(panel, g, how, row);
  g.globalAlpha = 1;
  if (panel.fold > 0) folded(panel, g, how);
  panel.handing?.paint(panel, g, how);
  g.restore();
  paintLegends(panel.legends, panel.spec.legend ?? [], how);
}

/** The words stay in a row whatever their columns do; only what changes is written. @param {Panel} panel @param {How} how */
function paintWords(panel, how) {
  panel.words.style.clipPath = `inset(0 0 0 ${panel.gutter + panel.body.scrollLeft - 3}px)`;
  const chips = panel.words.children;
  const { shown } = panel;
  if (shown.now !== panel.now) {
    chips[shown.now]?.classList.remove("now");
    chips[panel.now].classList.add("now");
    shown.now = panel.now;
  }
  if (how.born === Infinity && shown.whole) return;
  shown.whole = how.born === Infinity;
  for (let t = 0; t < panel.count; t++) chips[t].classList.toggle("to-come", tocome(how, t, 0));
}

/** Whether a row of a word is still to come while the words are played. @param {How} how @param {number} t @param {number} phase */
export function tocome(how, t, phase) {
  return phase >= 0 && !!how.steps && how.born !== Infinity && how.steps.order(t) * how.steps.phases + phase > how.born;
}

/** @param {Panel} panel @param {CanvasRenderingContext2D} g @param {How} how */
function labels(panel, g, how) {
  if (panel.stacked) return heads(panel, g, how);
  g.textBaseline = "middle";
  for (const row of panel.rows) {
    const y = row.y + (row.bar || row.lines < 2 ? Math.min(row.h, 26 * panel.unit) : row.h) / 2;
    const here = lit(panel, row, how.selected.tensor);
    g.textAlign = "left";
    g.fillStyle = here ? how.accent : how.ink;
    if (row.label) {
      g.font = `600 ${14 * panel.unit}px ${how.font}`;
      g.fillText(row.label, 0, y);
    }
    g.fillStyle = here ? how.accent : how.muted;
    g.font = `${here ? 600 : 400} ${13 * panel.unit}px ${how.font}`;
    g.textAlign = "right";
    g.fillText(row.letter ?? "", panel.gutter - 10 * panel.unit, y);
    if (row.old && !row.bar && row.h > UNTOUCHED * panel.unit) {
      g.font = `${12 * panel.unit}px ${how.font}`;
      g.fillStyle = how.muted;
      g.fillText("untouched", panel.gutter - 10 * panel.unit, row.y + row.h * 1.25);
    }
  }
  g.textBaseline = "alphabetic";
  g.textAlign = "left";
}

/** On a phone the name of a row stands above it, wherever its words are scrolled to. @param {Panel} panel @param {CanvasRenderingContext2D} g @param {How} how */
function heads(panel, g, how) {
  for (const row of panel.rows) {
    const here = lit(panel, row, how.selected.tensor);
    g.fillStyle = here ? how.accent : how.muted;
    g.font = `${here ? 600 : 400} 13px ${how.font}`;
    g.fillText([row.label, row.letter].filter(Boolean).join(" "), panel.gutter, row.y - 4);
  }
}

/** A row is lit with its step: where the selection is in it, or in one that comes to be together with it. @param {Panel} panel @param {Placed} row @param {string} tensor */
function lit(panel, row, tensor) {
  const own = panel.rows.find((r) => r.tensor === tensor || r.before === tensor);
  return !!own && (own === row || (!row.bar && own.phase !== undefined && own.phase === row.phase));
}

/** The ground on which the selected word stands; that of the folded cell ends below the words, which all stay. @param {Panel} panel @param {CanvasRenderingContext2D} g @param {How} how */
function standing(panel, g, how) {
  const x = panel.x(panel.now) - panel.apart / 2 + 1;
  const top = panel.fold * (panel.head - 4 * panel.unit);
  g.fillStyle = how.soft;
  g.beginPath();
  g.roundRect(x, top, panel.wide + panel.apart - 2, panel.tall - top, 8);
  g.fill();
}

/** One row of one word. @param {Panel} panel @param {CanvasRenderingContext2D} g @param {How} how @param {Placed} row @param {number} t @param {number} x */
function cells(panel, g, how, row, t, x) {
  const w = panel.wide;
  const there = panel.there(how, row, t);
  const alpha = g.globalAlpha;
  if (there < 1 && !row.bar) {
    g.strokeStyle = how.line;
    g.strokeRect(x + 0.5, row.y + 0.5, w - 1, row.h - 1);
  }
  if (!there) return;
  g.globalAlpha = alpha * there;
  if (row.bar) block(panel, g, how, row, t, x, w);
  else if (row.picture) picture(panel, g, how, row, t, x, w);
  else {
    strip(panel, g, how, row, row.data, t, x, w, row.y, row.h);
    if (row.old) strip(panel, g, how, row, row.old, t, x, w, row.y + row.h * 1.05, row.h * 0.4);
  }
  g.globalAlpha = alpha;
  const next = t + how.onward;
  if (row.handed && next >= 0 && next < panel.count && !tocome(how, next, row.carried) && panel.fold < 1) {
    const y = row.y + row.h / 2;
    if (how.onward > 0 === !panel.leftwards) arrow(g, x + w + 3, x + w + panel.apart * (1 - panel.fold) - 3, y, how.muted);
    else arrow(g, x - 3, x - panel.apart * (1 - panel.fold) + 3, y, how.muted);
  }
}

/** @param {Panel} panel @param {CanvasRenderingContext2D} g @param {How} how @param {Placed} row @param {Float32Array} data @param {number} t @param {number} x @param {number} w @param {number} y @param {number} h */
export function strip(panel, g, how, row, data, t, x, w, y, h) {
  const per = Math.ceil(row.units / row.lines);
  const [cw, ch] = [w / per, h / row.lines];
  for (let k = 0; k < row.units; k++) {
    g.fillStyle = css(colour(how.palette, row.scale ?? "signed", data[t * row.units + k], row.most));
    g.fillRect(x + (k % per) * cw, y + Math.floor(k / per) * ch, cw - 1, ch - (row.lines > 1 ? 1 : 0));
  }
  g.strokeStyle = how.line;
  g.lineWidth = 1;
  g.strokeRect(x - 0.5, y - 0.5, w, h + 1);
}

/** By which name torch returns a row: all of it, and its last column. @param {Panel} panel @param {CanvasRenderingContext2D} g @param {How} how @param {Placed} row */
function named(panel, g, how, row) {
  const [all, last] = /** @type {[string, string]} */ (row.torch);
  const y = row.y + row.h + 5 * panel.unit;
  const x = panel.x(panel.count - 1);
  const [start, end] = [Math.min(x, panel.x(0)), Math.max(x, panel.x(0)) + panel.wide];
  const deep = y + (all ? 20 : 0) * panel.unit;
  g.font = `${13 * panel.unit}px ${how.font}`;
  bracket(g, x, x + panel.wide, deep, how.accent);
  g.fillStyle = how.accent;
  g.textAlign = panel.leftwards ? "left" : "right";
  g.fillText(last, panel.leftwards ? x : end, deep + 18 * panel.unit);
  g.textAlign = "left";
  if (!all) return;
  bracket(g, start, end, y, how.muted);
  g.fillStyle = how.muted;
  g.textAlign = panel.leftwards ? "right" : "left";
  g.fillText(all, panel.leftwards ? Math.min(end, panel.width) : Math.max(start, panel.gutter), y + 18 * panel.unit);
  g.textAlign = "left";
}

/** A share or a level as a bar, with what it is below. @param {Panel} panel @param {CanvasRenderingContext2D} g @param {How} how @param {Placed} row @param {number} t @param {number} x @param {number} w */
function block(panel, g, how, row, t, x, w) {
  const { y, h } = row;
  g.fillStyle = t === panel.now ? how.background : how.soft;
  g.fillRect(x, y, w, h);
  const read = reading(panel, how, row, row.data, t);
  const { share, fill, from } = read;
  let { text } = read;
  const middle = from === 0.5 ? y + h / 2 : y + h;
  g.fillStyle = fill;
  const [top, high] = [Math.min(middle, y + h * (1 - share)), Math.max(1, Math.abs(share - from) * h)];
  g.fillRect(x, top, w, high);
  g.strokeStyle = how.line;
  g.strokeRect(x + 0.5, top + 0.5, w - 1, high - 1);
  if (from === 0.5) {
    g.strokeStyle = how.muted;
    g.setLineDash([2, 3]);
    level(g, x, x + w, middle);
    g.setLineDash([]);
  }
  if (row.old) {
    const was = reading(panel, how, row, row.old, t).share;
    if (row.names?.length === 2) text = `${text}, was ${Math.round(100 * was)}`;
    g.strokeStyle = how.accent;
    g.lineWidth = 2;
    g.setLineDash([5, 3]);
    level(g, x - 3, x + w + 3, y + h * (1 - was));
    g.setLineDash([]);
    g.lineWidth = 1;
  }
  g.fillStyle = how.ink;
  g.font = `${t === panel.now ? 600 : 400} ${13 * panel.unit}px ${how.font}`;
  g.textAlign = "center";
  if (panel.narrowed) {
    if (t === panel.now) g.fillText(text, Math.max(panel.gutter + g.measureText(text).width / 2, Math.min(panel.width - g.measureText(text).width / 2, x + w / 2)), y + h + 16 * panel.unit);
    g.textAlign = "left";
    return;
  }
  const fits = g.measureText(text).width <= panel.pitch - 4;
  g.fillText(fits ? text : text.split(/,| (?=\d)/)[0], x + w / 2, y + h + 16 * panel.unit, panel.pitch);
  g.textAlign = "left";
}

/** What a bar says: how high it reaches, from where, in words. @param {Panel} panel @param {How} how @param {Placed} row @param {Float32Array} data @param {number} t */
function reading(panel, how, row, data, t) {
  const mine = [...data.subarray(t * row.units, (t + 1) * row.units)];
  if (row.kind === "level") {
    const part = row.most ? Math.abs(mine[0]) / row.most : 0;
    const share = row.log ? Math.max(0, 1 + Math.log10(part || 1e-99) / row.log) : part;
    return { share, text: written(mine[0]), from: 0, fill: mine[0] < 0 ? css(how.palette.below) : css(how.palette.above) };
  }
  const names = row.names ?? [];
  if (names.length === 2) {
    const fill = css(colour(how.palette, "signed", mine[1] - 0.5, 0.5));
    return { share: mine[1], text: `${percent(mine[1])} ${names[1]}`, from: 0.5, fill };
  }
  const best = likeliest(mine);
  return { share: mine[best], text: `${names[best]} ${percent(mine[best])}`, from: 0, fill: css(colour(how.palette, "probability", mine[best], 1.4)) };
}

/** The loop that the folded cell is. @param {Panel} panel @param {CanvasRenderingContext2D} g @param {How} how */
function folded(panel, g, how) {
  g.globalAlpha = panel.fold;
  const x = panel.x(panel.now);
  const w = panel.wide;
  for (const row of panel.rows) {
    if (!row.handed) continue;
    loop(g, ...panel.ends, row.y + row.h / 2, FAR * panel.unit, how.accent);
    g.fillStyle = how.accent;
    g.font = `${13 * panel.unit}px ${how.font}`;
    g.fillText(`${row.letter}, handed to the next word`, x + w + (FAR + 22) * panel.unit, row.y + row.h / 2 + 18 * panel.unit);
  }
  const chip = panel.open(panel.now) + (panel.pitch - panel.apart) / 2;
  g.strokeStyle = how.muted;
  g.beginPath();
  g.moveTo(chip, panel.head - 6 * panel.unit);
  g.lineTo(x + w / 2, panel.rows[0].y - 2);
  g.stroke();
  g.globalAlpha = 1;
}

/** A level, small ones by their power of ten. @param {number} value */
function written(value) {
  const size = Math.abs(value);
  return size && (size < 0.01 || size >= 1000) ? value.toExponential(0).replaceAll("-", "−") : value.toFixed(2).replace("-", "−");
}
