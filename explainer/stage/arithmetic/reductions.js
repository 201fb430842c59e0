/**
 * How the terms of a cell come together before its function: the table of explainer/core/reductions.py.
 *
 * @typedef {"sum" | "mean" | "max" | "softmax" | "count"} Name
 * @typedef {import("./opening.js").Term} Term
 * @typedef {object} Reduction
 * @property {(terms: Term[], own: () => number) => {terms: Term[], before: number, sum?: number, top?: number}} open the terms as they are shown and what they come to
 * @property {{largest: boolean, end: (total: number, count: number) => number}} [step] the same one value after the other, where that can be: their sum or the largest, and what is made of it; data, since a call for every product would be felt in the hand
 * @property {(values: number[]) => number} group what several of the shown terms come to by themselves
 * @property {(grouped: boolean) => string} lead what stands before the terms; grouped: they are sub-totals
 * @property {string} join what stands between them
 * @property {(count: number, grouped: boolean) => string} [share] what stands after them
 * @property {boolean} [winner] whether one of the terms is the answer
 */

const total = (/** @type {number[]} */ values) => values.reduce((sum, v) => sum + v, 0);
const largest = (/** @type {number[]} */ values) => values.reduce((most, v) => Math.max(most, v), -Infinity);
const values = (/** @type {Term[]} */ terms) => terms.map((t) => t.value);
const same = (/** @type {number} */ v) => v;

/** @type {Record<Name, Reduction>} */
export const REDUCTIONS = {
  sum: {
    open: (terms) => ({ terms, before: total(values(terms)) }),
    step: { largest: false, end: same },
    group: total,
    lead: () => "",
    join: "+",
  },
  mean: {
    open: (terms) => ({ terms, before: total(values(terms)) / terms.length }),
    step: { largest: false, end: (sum, count) => sum / count },
    group: total,
    lead: (grouped) => (grouped ? "" : "mean of"),
    join: "+",
    share: (count, grouped) => (grouped ? `÷ ${count} ` : ""),
  },
  max: {
    open: (terms) => ({ terms, before: largest(values(terms)) }),
    step: { largest: true, end: same },
    group: largest,
    lead: () => "largest of",
    join: ",",
    winner: true,
  },
  softmax: {
    open: (logits, own) => {
      const [top, mine] = [largest(values(logits)), own()];
      const terms = logits.map((t, k) => ({ ...t, value: Math.exp(t.value - top), raised: true, own: k === mine }));
      const sum = total(values(terms));
      return { terms, before: terms[mine].value / sum, sum, top };
    },
    group: total,
    lead: () => "",
    join: "+",
  },
  count: {
    open: (read, own) => {
      const counted = own();
      const terms = read.map((t) => ({ ...t, value: Number(t.value === counted), factors: [Number(t.value === counted)] }));
      return { terms, before: total(values(terms)) };
    },
    group: total,
    lead: () => "",
    join: "+",
  },
};
