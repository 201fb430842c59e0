/**
 * The rows below the words of a sentence share the height: strips as thick as can be, bars what is left.
 *
 * @typedef {object} Strip
 * @property {string} tensor
 * @property {string} [label]
 * @property {string} [letter]
 * @property {import("./colours.js").Scale} [scale]
 * @property {number} [limit]
 * @property {boolean} [handed]
 * @property {string} [before]
 * @property {[string, string]} [torch]
 * @property {number} [phase]
 * @property {number} [per]
 * @typedef {object} Answer
 * @property {string} tensor
 * @property {string} label
 * @property {string[]} names
 * @property {string} [before]
 * @property {number} [phase]
 * @typedef {object} Level
 * @property {string} tensor
 * @property {string} label
 * @property {string} [letter]
 * @property {number} [log]
 * @typedef {object} Picture
 * @property {string} tensor
 * @property {string} [label]
 * @property {string} [letter]
 * @property {import("./colours.js").Scale} [scale]
 * @property {number} [channel]
 * @typedef {{kind: "strip" | "answer" | "level" | "picture"} & Omit<Strip, "label"> & Partial<Answer> & Partial<Level> & Partial<Picture>} Row whichever
 *
 * @typedef {object} Standing
 * @property {boolean} bar a bar a word, not a strip of numbers
 * @property {boolean} picture a picture a word
 * @property {number[]} shape
 * @property {number} y
 * @property {number} h
 * @property {number} units how many numbers a word has
 * @property {number} lines in how many lines they stand
 * @property {boolean} made of what the word before hands over; else it is there with its word
 * @property {number} carried at which of a word's steps the word before hands it over
 * @property {Float32Array} data
 * @property {Float32Array} [old] the same of an untouched run
 * @property {number} most the number of full colour
 * @typedef {Row & Standing} Placed
 */

import { best as likeliest } from "../arithmetic/extremes.js";
import { sizeOf } from "../arithmetic/declaration.js";
import { handed } from "../arithmetic/time.js";
import { limitOf } from "./colours.js";

/** The height of the row of words. */
export const WORDS = 40;
const STRIP = { least: 12, crowded: 7, most: 26 };
const PER_LINE = 16;
/** On a phone cells are as broad as a finger finds them, in a few lines, and a row has its name above it. */
const PHONE = { perLine: 6, lines: 3, head: 17 };
const BAR = { least: 40, most: 64 };
const BELOW = 22;
const OLD = 0.45;
const MANY = 8;
const APART = 14;
const CLOSE = 5;
const SPARE = 14;
const LAST = 4;
const PICTURE = { least: 24, beside: 150 };

/** How large pictures can be, in units: as their columns are broad, and so that the other rows have room. @param {Placed[]} rows @param {number} wide @param {number} height both in units */
export function sideOf(rows, wide, height) {
  const many = rows.filter((r) => r.picture).length;
  const beside = rows.length > many ? PICTURE.beside : WORDS;
  return Math.max(PICTURE.least, Math.min(wide, (height - beside) / Math.max(1, many) - APART));
}

/** Rows with their numbers, where they stood before. @param {Row[]} rows @param {import("../arithmetic/declaration.js").Read} read @param {import("../arithmetic/declaration.js").Cells} cells @param {Placed[]} laid @returns {Placed[]} */
export function placed(rows, read, cells, laid) {
  const needs = rows.map(({ tensor, phase = 0 }) => ({ phase, of: handed(cells, tensor) }));
  return rows.map((row, k) => {
    const { data, shape } = read(row.tensor);
    const units = sizeOf(shape.slice(1));
    const picture = row.kind === "picture";
    const bar = row.kind !== "strip" && !picture;
    return {
      ...row,
      bar,
      picture,
      shape,
      data,
      units,
      old: row.before ? read(row.before).data : undefined,
      most: row.limit ?? limitOf(data),
      lines: laid[k]?.lines ?? 1,
      made: needs[k].of.size > 0,
      carried: Math.min(...needs.filter(({ of }) => of.has(row.tensor)).map(({ phase }) => phase), row.phase ?? 0),
      y: laid[k]?.y ?? 0,
      h: laid[k]?.h ?? 0,
    };
  });
}

/** Let every strip have as many lines as its numbers need. @param {Placed[]} rows @param {boolean} phone */
export function line(rows, phone) {
  for (const row of rows) {
    const usual = row.bar || row.picture ? 1 : Math.ceil(row.units / (row.per ?? PER_LINE));
    const few = Math.ceil(row.units / PHONE.perLine);
    row.lines = phone && !row.bar && !row.picture && rows.length <= MANY && few <= PHONE.lines ? Math.max(usual, few) : usual;
  }
}

/** What of a row's own stands below it. @param {Placed} row */
const below = (row) => (row.torch ? 2 * BELOW : 0) + (row.bar ? BELOW : 0);

/** Where each row stands and how high it is: what is left of the height is shared among them. Gives back how tall they are together. @param {Placed[]} rows @param {number} height @param {number} unit @param {boolean} phone @param {number} head the height of the words, in units @param {number} side that of pictures */
export function stack(rows, height, unit, phone, head, side) {
  const headed = (/** @type {Placed} */ row) => phone && !!(row.label || row.letter);
  const before = (/** @type {Placed} */ row, /** @type {number} */ k) => (headed(row) ? PHONE.head : k && row.label && rows.length <= MANY ? APART : CLOSE);
  const lines = rows.filter((r) => !r.bar && !r.picture).reduce((sum, r) => sum + r.lines * (r.old ? 1 + OLD : 1), 0);
  const bars = rows.filter((r) => r.bar).length;
  const usual = bars > 1 ? BAR.least / 2 : BAR.least;
  const gaps = rows.reduce((sum, r, k) => sum + before(r, k) + below(r) + (r.picture ? side : 0), 0);
  const share = rows.some((r) => r.lines > 1) ? 0.5 : 1;
  const least = rows.length > MANY ? STRIP.crowded : share * STRIP.least;
  // Where even the thinnest strips have no room beside them, bars are lower.
  const left = height / unit - head - gaps - SPARE;
  const lowest = bars ? Math.max(usual / 2, Math.min(usual, (left - least * lines) / bars)) : usual;
  const room = left - bars * lowest;
  // Where not even lower bars leave them that, they are thinner still, and the page keeps its place.
  const tight = Math.max(STRIP.crowded, (room + SPARE - LAST - 1) / Math.max(1, lines));
  const strip = Math.max(Math.min(least, tight), Math.min(share * STRIP.most, room / Math.max(1, lines)));
  const bar = Math.min(BAR.most, lowest + Math.max(0, room - strip * lines) / Math.max(1, bars));
  const taken = rows.reduce((sum, r) => sum + (r.picture ? 0 : r.bar ? bar : strip * r.lines + (r.old ? strip * OLD : 0)), head + gaps + LAST);
  const spare = Math.max(0, height / unit - taken) / (rows.length + 1);
  let y = head * unit;
  rows.forEach((row, k) => {
    y += (before(row, k) + spare) * unit;
    row.y = y;
    row.h = (row.picture ? side : row.bar ? bar : strip * row.lines) * unit;
    y += row.h + (below(row) + (row.old && !row.bar ? strip * OLD : 0)) * unit;
  });
  return Math.max(Math.floor(height), Math.ceil(y + LAST * unit));
}

/** Of two answers the second, which the bar shows; else the likeliest. @param {Placed} row @param {number} t */
export function best(row, t) {
  const mine = row.data.subarray(t * row.units, (t + 1) * row.units);
  return row.units === 2 ? 1 : likeliest(mine);
}
