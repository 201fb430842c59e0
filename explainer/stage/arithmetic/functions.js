/** The functions that stand on top of a sum, or that a cell passes first: the table of explainer/core/functions.py. */

const GELU = Math.sqrt(2 / Math.PI);

/** erf by its series near zero and its continued fraction beyond: exact to double precision's last few bits. @param {number} x */
function erf(x) {
  const a = Math.abs(x);
  if (a < 2.5) {
    let term = a;
    let sum = a;
    for (let n = 1; n < 60; n++) {
      term *= (-a * a) / n;
      sum += term / (2 * n + 1);
    }
    return (Math.sign(x) * 2 * sum) / Math.sqrt(Math.PI);
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (a + fraction);
  return Math.sign(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction));
}

export const FUNCTIONS = /** @type {Record<string, (x: number, ...parameters: number[]) => number>} */ ({
  identity: (x) => x,
  minus: (x) => -x,
  one_minus: (x) => 1 - x,
  step: (x) => (x > 0 ? 1 : 0),
  relu: (x) => Math.max(x, 0),
  leaky_relu: (x, slope) => (x >= 0 ? x : slope * x),
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  slope_of_tanh: (x) => 1 - Math.tanh(x) ** 2,
  tanh_slope_at: (y) => 1 - y * y,
  sigmoid_slope_at: (y) => y * (1 - y),
  relu_slope_at: (y) => Number(y > 0),
  sqrt: Math.sqrt,
  gelu: (x) => x * 0.5 * (1 + erf(x / Math.SQRT2)),
  gelu_tanh: (x) => 0.5 * x * (1 + Math.tanh(GELU * (x + 0.044715 * x ** 3))),
});
