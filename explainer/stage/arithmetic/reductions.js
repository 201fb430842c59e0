/**
 * How the terms of a cell come together before its function: the table of explainer/core/reductions.py, and how the equation
 * strip writes each.
 *
 * @typedef {"sum" | "mean" | "product" | "softmax" | "log_softmax" | "log_sum_exp" | "count" | "any" | "all"} Together
 * @typedef {"max" | "min" | "argmax" | "argmin" | "place" | "larger" | "smaller"} Chosen
 * @typedef {"quotient" | "power" | "remainder" | "fmod" | "floor_quotient" | "atan2" | "hypot" | "copysign" | "heaviside"} OfTwo
 * @typedef {"equal" | "unequal" | "above" | "at_least" | "below" | "at_most" | "either"} Comparison
 * @typedef {"bits_and" | "bits_or" | "bits_xor" | "bits_up" | "bits_down"} OfBits
 * @typedef {Together | Chosen | OfTwo | Comparison | OfBits} Name
 * @typedef {import("./opening.js").Term} Term
 * @typedef {object} Reduction
 * @property {(terms: Term[], own: () => number) => {terms: Term[], before: number, sum?: number, top?: number}} open the terms as they are shown and what they come to
 * @property {{largest: boolean, end: (total: number, count: number) => number}} [step] the same one value after the other, where that can be: their sum or the largest, and what is made of it; data, since a call for every product would be felt in the hand
 * @property {(values: number[]) => number} group what several of the shown terms come to by themselves
 * @property {(grouped: boolean) => string} lead what stands before the terms; grouped: they are sub-totals
 * @property {string} join what stands between them
 * @property {(count: number, grouped: boolean) => string} [share] what stands after them
 * @property {(terms: Term[], before: number) => Term | undefined} [winner] where one of the terms is the answer, that one
 */
import { floored, remainder } from "./dividing.js";
import { least, most } from "./extremes.js";
import { power } from "./functions.js";
import { total } from "./summing.js";

const NONE = () => "";
const values = (/** @type {Term[]} */ terms) => terms.map((t) => t.value);
const same = (/** @type {number} */ v) => v;
const largest = (/** @type {number[]} */ values) => most(values) + 0;
const smallest = (/** @type {number[]} */ values) => least(values) + 0;
const product = (/** @type {number[]} */ values) => values.reduce((made, v) => made * v, 1);
const any = (/** @type {number[]} */ values) => Number(values.some((v) => v !== 0));
const all = (/** @type {number[]} */ values) => Number(values.every((v) => v !== 0));

/** Where a number stands first; no number is found among others too. @param {number[]} values @param {number} wanted */
const first = (values, wanted) => values.findIndex((v) => v === wanted || (v !== v && wanted !== wanted));

/** @param {number[]} values */
function logSum(values) {
  const top = most(values);
  return Number.isFinite(top) ? top + Math.log(total(values.map((v) => Math.exp(v - top)))) : top;
}

/** Of whole numbers, bit by bit. @param {(a: bigint, b: bigint) => bigint} made @returns {(a: number, b: number) => number} */
const bits = (made) => (a, b) => (Number.isFinite(a + b) ? Number(made(BigInt(Math.trunc(a)), BigInt(Math.trunc(b)))) : NaN);

/** Where the first number stands among those from the third on, of equal ones after as many as the second says. @param {number[]} values */
function placeOf([wanted, before, ...among]) {
  const alike = among.flatMap((v, k) => (v === wanted || (v !== v && wanted !== wanted) ? [k] : []));
  return alike[Math.trunc(before)];
}

/** Terms that stay what they are. @param {(values: number[]) => number} comesTo @param {string} lead @param {string} join @returns {Reduction} */
const plain = (comesTo, lead, join) => ({
  open: (terms) => ({ terms, before: comesTo(values(terms)) }),
  group: comesTo,
  lead: () => lead,
  join,
});

/** Of exactly two. @param {(a: number, b: number) => number | boolean} made @param {string} lead @param {string} join @returns {Reduction} */
const ofTwo = (made, lead, join) => plain(([a, b]) => Number(made(a, b)), lead, join);

/** A term by itself, or the place where it stands. @param {(values: number[]) => number} best @param {string} lead @returns {[Reduction, Reduction]} */
const chosen = (best, lead) => [
  { ...plain(best, `${lead} of`, ","), winner: (terms, before) => terms[first(values(terms), before)] },
  {
    ...plain(best, `place of the ${lead} of`, ","),
    open: (terms) => ({ terms, before: first(values(terms), best(values(terms))) }),
    winner: (terms, before) => terms[before],
  },
];
const [max, argmax] = chosen(largest, "largest");
const [min, argmin] = chosen(smallest, "smallest");

/** @type {Record<Name, Reduction>} */
export const REDUCTIONS = {
  sum: { ...plain(total, "", "+"), step: { largest: false, end: same } },
  mean: {
    open: (terms) => ({ terms, before: total(values(terms)) / terms.length }),
    step: { largest: false, end: (sum, count) => sum / count },
    group: total,
    lead: (grouped) => (grouped ? "" : "mean of"),
    join: "+",
    share: (count, grouped) => (grouped ? `÷ ${count} ` : ""),
  },
  max: { ...max, step: { largest: true, end: same } },
  min,
  product: plain(product, "", "×"),
  argmax,
  argmin,
  place: { ...plain(placeOf, "where the first stands among those after the second:", ","), group: largest },
  softmax: {
    open: (logits, own) => {
      const [top, mine] = [most(values(logits)), own()];
      const terms = logits.map((t, k) => ({ ...t, value: Math.exp(t.value - top), raised: true, own: k === mine }));
      const sum = total(values(terms));
      return { terms, before: terms[mine].value / sum, sum, top };
    },
    group: total,
    lead: NONE,
    join: "+",
  },
  log_softmax: {
    open: (logits, own) => {
      const mine = own();
      const terms = logits.map((t, k) => ({ ...t, own: k === mine }));
      const top = most(values(terms));
      return { terms, before: terms[mine].value - top - (logSum(values(terms)) - top) };
    },
    group: logSum,
    lead: () => "logarithm of its share among e to the",
    join: ",",
  },
  log_sum_exp: plain(logSum, "logarithm of the sum of e to the", ","),
  count: {
    open: (read, own) => {
      const counted = own();
      const terms = read.map((t) => ({ ...t, value: Number(t.value === counted), factors: [Number(t.value === counted)] }));
      return { terms, before: total(values(terms)) };
    },
    group: total,
    lead: NONE,
    join: "+",
  },
  any: plain(any, "whether any is not 0 of", ","),
  all: plain(all, "whether none is 0 of", ","),
  quotient: ofTwo((a, b) => a / b, "", "÷"),
  power: ofTwo(power, "", "to the power of"),
  remainder: ofTwo(remainder, "remainder of", "÷"),
  fmod: ofTwo((a, b) => a % b, "remainder of", "÷"),
  floor_quotient: ofTwo(floored, "whole part of", "÷"),
  larger: ofTwo((a, b) => (a !== a ? b : b !== b ? a : Math.max(a, b)), "largest of", ","),
  smaller: ofTwo((a, b) => (a !== a ? b : b !== b ? a : Math.min(a, b)), "smallest of", ","),
  hypot: ofTwo(Math.hypot, "length of", ","),
  copysign: ofTwo((a, b) => (b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a)), "size and sign of", ","),
  heaviside: ofTwo((a, b) => (a === 0 ? b : a !== a ? a : Number(a > 0)), "step at", ", at zero"),
  bits_and: ofTwo(bits((a, b) => a & b), "", "and"),
  bits_or: ofTwo(bits((a, b) => a | b), "", "or"),
  bits_xor: ofTwo(bits((a, b) => a ^ b), "", "either or"),
  bits_up: ofTwo(bits((a, b) => a << b), "", "up by"),
  bits_down: ofTwo(bits((a, b) => a >> b), "", "down by"),
  atan2: ofTwo(Math.atan2, "angle of", ","),
  either: ofTwo((a, b) => (a !== 0) !== (b !== 0), "whether only one is not 0 of", ","),
  equal: ofTwo((a, b) => a === b, "whether", "="),
  unequal: ofTwo((a, b) => a !== b, "whether", "≠"),
  above: ofTwo((a, b) => a > b, "whether", ">"),
  at_least: ofTwo((a, b) => a >= b, "whether", "≥"),
  below: ofTwo((a, b) => a < b, "whether", "<"),
  at_most: ofTwo((a, b) => a <= b, "whether", "≤"),
};
