/**
 * What a term of the strip is to a reader, who does not see its colours and where it stands: `0.14 times minus 0.25 is
 * minus 0.03`, or of a number that stands for itself its place, `row 1, column 2: 0.00`.
 *
 * @typedef {object} Shown
 * @property {string} name its headline, if it has one
 * @property {number[]} numbers
 * @property {string[]} called what each is
 * @property {number} value
 * @property {number} [logit] from which the number was made
 * @property {[string, number, string][]} [over] the ranges
 * @property {number[]} [steps] and where in them it stands
 * @property {boolean} [open] of a group, whether it is
 */
import { aloud } from "../arithmetic/words.js";

/** @param {Shown} shown @param {(value: number) => string} digits */
export function said({ name, numbers, called, value, logit, over = [], steps = [], open }, digits) {
  const product = numbers.length > 1;
  const what = numbers.map((v, n) => `${called[n] ? `${called[n]} ` : ""}${digits(v)}`).join(" times ");
  const place = product ? "" : over.flatMap(([, size, word], r) => (size > 1 ? [`${word} ${steps[r] + 1}`] : [])).join(", ");
  const head = name || place;
  const more = [product ? ` is ${digits(value)}` : "", logit === undefined ? "" : `, from the logit ${digits(logit)}`, open ? ", open" : ""];
  return aloud(`${head ? `${head}: ` : ""}${what}${more.join("")}`);
}
