/** Numbers, places and counts as the stage says them; explainer/core/words.py says them alike. */

const COUNTS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

const LEAST_WRITTEN_OUT = 1e-4;
const LEAST_SHORT = 0.005;
const MOST_WRITTEN_OUT = 1e12;

/**
 * Two decimals with a true minus sign, or where they would say nothing the first digit that counts.
 * @param {number} value @param {number} [least] from which size on that digit is written out; below it stands with its power of ten
 */
export function number(value, least = LEAST_WRITTEN_OUT) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size >= MOST_WRITTEN_OUT) return `${value < 0 ? "−" : ""}${powered(size)}`;
  const decimals = rounded(size);
  const text = !size || Number(decimals) ? decimals : size >= least ? size.toPrecision(1) : size.toExponential(0).replace("-", "−");
  return value < 0 ? `−${text}` : text;
}

/** The same in little room. @param {number} value */
export const short = (value) => number(value, LEAST_SHORT);

/** `toFixed(2)`, but halves exactly on a tie go to the even digit as Python's formatting does. @param {number} value */
function rounded(value) {
  const hundredths = value * 100;
  const low = Math.floor(hundredths);
  const tie = Number.isInteger(value * 8) && hundredths - low === 0.5;
  return tie && low % 2 === 0 ? (low / 100).toFixed(2) : value.toFixed(2);
}

/** A large number as its first three digits and a power of ten, halves to the even digit as Python's formatting does. @param {number} size */
function powered(size) {
  const digits = BigInt(Math.floor(size));
  let power = String(digits).length - 1;
  const unit = 10n ** BigInt(power - 2);
  const [first, twice] = [digits / unit, (digits % unit) * 2n + BigInt(!Number.isInteger(size))];
  let shown = Number(first) + Number(twice > unit || (twice === unit && first % 2n === 1n));
  if (shown === 1000) [shown, power] = [100, power + 1];
  return `${(shown / 100).toFixed(2)}e${power}`;
}

/** One decimal, where the first is what counts. @param {number} value */
export const tenths = (value) => (Number.isFinite(value) ? value.toFixed(1).replace(/^-(?=0\.0$)/, "").replace("-", "−") : number(value));

/** A share, its sign beside it at the end of a line too. @param {number} share @param {number} [decimals] */
export const percent = (share, decimals = 0) => `${decimals ? (100 * share).toFixed(decimals) : Math.round(100 * share)}\u00a0%`;

/** Every digit of the number that is calculated with, so that what is shown adds up. @param {number} value */
export function allDigits(value) {
  return Number.isFinite(value) ? String(value).replaceAll("-", "−") : number(value);
}

/** As a voice says it, which may pass over a minus sign. @param {string} text */
export const aloud = (text) => text.replaceAll("−", "minus ");

/** @param {number} n */
export function countWord(n) {
  return COUNTS[n] ?? n.toLocaleString("en-US");
}

const LONG = 40;
const LEFTWARDS = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** At most so many of a text's letters, as they are seen, and an ellipsis for the rest. @param {string} text @param {number} most */
export function shortened(text, most) {
  if (text.length <= most) return text;
  const letters = [...new Intl.Segmenter().segment(text)];
  return letters.length > most ? `${text.slice(0, letters[most].index)}…` : text;
}

/** A word within a sentence: not too long, and turning nothing around it. @param {string} word */
export function quoted(word) {
  const said = shortened(word, LONG);
  return LEFTWARDS.test(said) ? `“\u2068${said}\u2069”` : `“${said}”`;
}

/** How often. @param {number} n */
export const timesWord = (n) => (n === 1 ? "once" : n === 2 ? "twice" : `${countWord(n)} times`);

/** `Map 3, row 5, column 8`; a dimension with one entry goes unsaid, and of a single number all of it. @param {[string, string][]} out @param {number[]} at @param {number[]} shape @param {string[]} [spoken] the words of a sentence @param {Record<string, string[]>} [names] what stands for another coordinate's numbers */
export function place(out, at, shape, spoken, names) {
  const named = (/** @type {number} */ k, /** @type {number} */ d) => (out[d][1] === "word" && spoken?.[k] ? `at ${quoted(spoken[k])}` : names?.[out[d][1]]?.[k]);
  if (!at.length) return "";
  const said = at.map((k, d) => named(k, d) ?? (shape[d] > 1 ? `${out[d][1]} ${k + 1}` : "")).filter(Boolean);
  const text = said.join(", ") || `${out[out.length - 1][1]} ${at[at.length - 1] + 1}`;
  return text[0].toUpperCase() + text.slice(1);
}

/** The declaration's sentence for an opened cell. @param {import("./declaration.js").Cell} cell @param {import("./opening.js").Opened} opened */
export function sentence(cell, opened) {
  const sign = opened.before > 0 ? 0 : opened.before < 0 ? 2 : 1;
  const count = opened.terms.filter((t) => !t.label || t.factors.length > 1).length;
  return (cell.sentence.length === 1 ? cell.sentence[0] : cell.sentence[sign])
    .replaceAll("{products}", `${countWord(count)} product${count === 1 ? "" : "s"}`)
    .replaceAll("{count}", countWord(count))
    .replaceAll("{add}", count === 1 ? "adds" : "add")
    .replaceAll("{times}", Number.isFinite(opened.total) ? timesWord(Math.round(opened.total)) : `${number(opened.total)} times`)
    .replaceAll("{before}", number(opened.before))
    .replaceAll("{value}", number(opened.total));
}

/** `conv1[0,4,7]` @param {import("./declaration.js").Place} cell */
export function cellName({ tensor, at }) {
  return `${tensor}[${at.join(",")}]`;
}

const ONWARD = "~";
const CELL = /^([\p{L}\p{N}_.:]+)\[((?:[0-9]{1,9}(?:,[0-9]{1,9}){0,63})?)\]$/u;

/** `relu1[0,4,7]~conv1[0,4,7]`, a cell and the way from it back to its sources. @param {import("./declaration.js").Place[]} way */
export const wayName = (way) => way.map(cellName).join(ONWARD);

/** @param {string | null | undefined} name @returns {import("./declaration.js").Place[]} none where it is no way */
export function parseWay(name) {
  const cells = name ? name.split(ONWARD).map(parseCell) : [];
  return cells.every((cell) => cell !== null) ? cells : [];
}

/** @param {string} name @returns {import("./declaration.js").Place | null} */
export function parseCell(name) {
  const found = CELL.exec(name);
  return found && { tensor: found[1], at: found[2] ? found[2].split(",").map(Number) : [] };
}
