/**
 * The functions that stand on top of a sum, or that a cell passes first: the table of explainer/core/functions.py, which says
 * what each is. They answer alike to the last few bits, at the edges of their domains and beyond them too.
 */
import { floored, remainder } from "./dividing.js";
import { erf, erfc, lgamma } from "./special.js";

/** @typedef {(x: number, ...parameters: number[]) => number} Curve */

const SELU_ALPHA = 1.6732632423543772848170429916717;
const SELU_SCALE = 1.0507009873554804934193349852946;
const { abs, exp, expm1, log1p, tanh } = Math;

/** x^p as C has it: of one, and of minus one to an infinite power, it is one. @param {number} x @param {number} p */
export const power = (x, p) => (x === 1 || (x === -1 && abs(p) === Infinity) ? 1 : x ** p);

/** @param {number} x */
const sigmoid = (x) => (x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x)));

/** @param {number} x @param {number} [beta] @param {number} [threshold] */
const softplus = (x, beta = 1, threshold = 20) => (x * beta > threshold ? x : log1p(exp(x * beta)) / beta);

/** @param {number} x @param {number} low @param {number} high */
const within = (x, low, high) => Math.min(Math.max(x, low), high);

/** @param {number} x @param {number} alpha @param {number} [scale] @param {number} [inputScale] */
const elu = (x, alpha, scale = 1, inputScale = 1) => scale * (x > 0 ? x : alpha * expm1(x * inputScale));

/** To the nearest whole number, halves to the even one. @param {number} x */
function nearest(x) {
  const low = Math.floor(x);
  const above = x - low;
  return above < 0.5 || (above === 0.5 && low % 2 === 0) ? low : low + 1;
}

/** @param {number} x @param {number} [decimals] */
function round(x, decimals = 0) {
  const scale = 10 ** decimals;
  const scaled = x * scale;
  return Number.isFinite(scaled) ? nearest(scaled) / scale : x;
}

/** Between two walls from which it turns back, and then within bounds. @param {number} x @param {number} low @param {number} high @param {number} least @param {number} most */
function reflected(x, low, high, least, most) {
  if (low === high || !Number.isFinite(x)) return least;
  const [far, wide] = [abs(x - low), high - low];
  const extra = remainder(far, wide);
  return within(floored(far, wide) % 2 === 0 ? low + extra : high - extra, least, most);
}

/** Keys' kernel of bicubic interpolation. @param {number} x at least 0 */
function cubic(x) {
  const a = -0.75;
  if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}

/** What is below zero is zero, and what is no number. @param {number} x */
const orZero = (x) => (x > 0 ? x : 0);

/** At most so much, also of what is no number. @param {number} most @param {number} x */
const upTo = (most, x) => (x < most ? x : most);

export const FUNCTIONS = /** @type {Record<string, Curve>} */ ({
  identity: (x) => x,
  minus: (x) => -x,
  one_minus: (x) => 1 - x,
  scaled: (x, by) => x * by,
  shifted: (x, by) => x + by,
  step: (x) => Number(x > 0),
  relu: (x) => Math.max(x, 0),
  leaky_relu: (x, slope) => (x >= 0 ? x : slope * x),
  tanh,
  sigmoid,
  slope_of_tanh: (x) => 1 - tanh(x) ** 2,
  tanh_slope_at: (y) => 1 - y * y,
  sigmoid_slope_at: (y) => y * (1 - y),
  relu_slope_at: (y) => Number(y > 0),
  sqrt: Math.sqrt,
  rsqrt: (x, eps = 0) => 1 / Math.sqrt(eps ? x + eps : x),
  square: (x) => x * x,
  cube: (x) => x * x * x,
  reciprocal: (x) => 1 / x,
  exp,
  exp2: (x) => 2 ** x,
  expm1,
  log: Math.log,
  log1p,
  log2: Math.log2,
  log10: Math.log10,
  abs,
  sign: (x) => Number(x > 0) - Number(x < 0),
  floor: Math.floor,
  ceil: Math.ceil,
  trunc: Math.trunc,
  frac: (x) => x % 1,
  round,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  erf,
  erfc,
  lgamma,
  sinc: (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)),
  angle: (x) => (x < 0 ? Math.PI : x === x ? 0 : x),
  power,
  abs_power: (x, p) => power(abs(x), p),
  power_of: (x, base) => power(base, x),
  clamp: within,
  reflected,
  tent: (x, past = 0) => orZero(1 - abs(x - Math.floor(x) - past)),
  cubic: (x, past = 0) => cubic(abs(x - Math.floor(x) - past)),
  gelu: (x) => x * 0.5 * (1 + erf(x / Math.SQRT2)),
  gelu_tanh: (x) => 0.5 * x * (1 + tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
  silu: (x) => x * sigmoid(x),
  mish: (x) => x * tanh(softplus(x)),
  softplus,
  elu,
  selu: (x) => elu(x, SELU_ALPHA, SELU_SCALE),
  hardtanh: within,
  hardsigmoid: (x) => within(x + 3, 0, 6) / 6,
  hardswish: (x) => (x * within(x + 3, 0, 6)) / 6,
  hardshrink: (x, around) => (-around <= x && x <= around ? 0 : x),
  softshrink: (x, around) => (x > around ? x - around : x < -around ? x + around : x * 0),
  log_sigmoid: (x) => Math.min(x, 0) - log1p(exp(-abs(x))),
  threshold: (x, above, instead) => (x <= above ? instead : x),
  surprise: (p) => upTo(100, -Math.log(p)),
  surprise_of_not: (p) => upTo(100, -log1p(-p)),
  huber: (x, delta) => (abs(x) < delta ? 0.5 * x * x : delta * (abs(x) - 0.5 * delta)),
  smooth_l1: (x, beta) => (abs(x) < beta ? (0.5 * x * x) / beta : abs(x) - 0.5 * beta),
  bits_turned: (x) => -Math.trunc(x) - 1,
  is_negative: (x) => Number(x < 0 || Object.is(x, -0)),
  not: (x) => Number(x === 0),
  is_nan: (x) => Number(x !== x),
  is_inf: (x) => Number(abs(x) === Infinity),
  above: (x, than) => Number(x > than),
  at_least: (x, than) => Number(x >= than),
  below: (x, than) => Number(x < than),
  at_most: (x, than) => Number(x <= than),
  equal_to: (x, to) => Number(x === to),
  unequal_to: (x, to) => Number(x !== to),
});

/**
 * A function with its parameters, as a declaration has them.
 * @param {string} [name] @param {import("./declaration.js").Parameter[]} [parameters] @returns {(x: number) => number}
 */
export function applied(name = "identity", parameters = []) {
  const found = FUNCTIONS[name];
  if (!parameters.length) return found;
  const given = parameters.map(Number);
  return (x) => found(x, ...given);
}
