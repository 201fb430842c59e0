/**
 * The error function and its complement (Abramowitz and Stegun, 7.1.6 and 7.1.14) and the logarithm of the gamma function
 * (Lanczos 1964), to the last few bits wherever they are.
 */

const HALF = 1.5;
const FRACTIONS = 150;

/** Near zero, by a series of terms of one sign. @param {number} a at least 0 */
function series(a) {
  let term = a;
  let sum = a;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * a * a) / (2 * n + 1);
    sum += term;
  }
  return (2 * sum * Math.exp(-a * a)) / Math.sqrt(Math.PI);
}

/** What is missing to one, further out, by a continued fraction. @param {number} a */
function rest(a) {
  let fraction = 0;
  for (let n = FRACTIONS; n > 0; n--) fraction = n / 2 / (a + fraction);
  return Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction);
}

/** @param {number} x */
export function erf(x) {
  const a = Math.abs(x);
  return Math.sign(x) * (a < HALF ? series(a) : 1 - rest(a));
}

/** @param {number} x */
export function erfc(x) {
  if (x >= HALF) return rest(x);
  return x < 0 ? 1 + erf(-x) : 1 - erf(x);
}

const LANCZOS = [676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7];
const G = 7;
const TINY = 1e-20;

/** @param {number} x @returns {number} */
export function lgamma(x) {
  if (x <= 0 && Number.isInteger(x)) return Infinity;
  if (Math.abs(x) === Infinity) return Infinity;
  if (Math.abs(x) < TINY) return -Math.log(Math.abs(x));
  const past = Math.abs(x) % 1;
  if (x < 0.5) return Math.log(Math.PI) - Math.log(Math.sin(Math.PI * Math.min(past, 1 - past))) - lgamma(1 - x);
  const sum = LANCZOS.reduce((soFar, c, k) => soFar + c / (x + k), 0.99999999999980993);
  const t = x + G - 0.5;
  return (x - 0.5) * (Math.log(t) - 1) - G + Math.log(2 * Math.PI) / 2 + Math.log(sum);
}
