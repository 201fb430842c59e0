/**
 * What a term of the strip is to a reader, who does not see its colours and where it stands: `0.14 times minus 0.25 is
 * minus 0.03`, or of a number that stands for itself its place, `row 1, column 2: 0.00`.
 *
 * @typedef {object} Shown
 * @property {string} name its headline, if it has one
 * @property {number[]} numbers
 * @property {string[]} called what each is
 * @property {number} value
 * @property {[string, number]} [from] what the number was made from, and what that is
 * @property {[string, number, string][]} [over] the ranges
 * @property {number[]} [steps] and where in them it stands
 * @property {boolean} [open] of a group, whether it is
 */
import { aloud } from "../arithmetic/words.js";

/** @param {Shown} shown @param {(value: number) => string} digits */
export function said({ name, numbers, called, value, from, over = [], steps = [], open }, digits) {
  const product = numbers.length > 1;
  const what = numbers.map((v, n) => `${called[n] ? `${called[n]} ` : ""}${digits(v)}`).join(" times ");
  const place = product ? "" : over.flatMap(([, size, word], r) => (size > 1 ? [`${word} ${steps[r] + 1}`] : [])).join(", ");
  const head = name || place;
  const more = [product ? ` is ${digits(value)}` : "", from ? `, from the ${from[0]} ${digits(from[1])}` : "", open ? ", open" : ""];
  return aloud(`${head ? `${head}: ` : ""}${what}${more.join("")}`);
}
