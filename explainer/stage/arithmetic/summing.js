/** Exact sums, as Python's `math.fsum` has them (Shewchuk 1997, Adaptive Precision Floating-Point Arithmetic). */

/** The sum, rounded once; where something is infinite or no number, what IEEE 754 says. @param {number[]} values */
export function total(values) {
  /** @type {number[]} what was lost in rounding, no two of which overlap, the smallest first */
  const partials = [];
  for (const value of values) {
    let sum = value;
    let kept = 0;
    for (const partial of partials) {
      const high = sum + partial;
      const low = Math.abs(sum) < Math.abs(partial) ? sum - (high - partial) : partial - (high - sum);
      if (low) partials[kept++] = low;
      sum = high;
    }
    if (!Number.isFinite(sum)) return values.reduce((a, b) => a + b, 0);
    partials.length = kept;
    partials.push(sum);
  }
  return rounded(partials);
}

/** Partials as one number; what is below the last digit decides where that lies halfway. @param {number[]} partials */
function rounded(partials) {
  let n = partials.length - 1;
  let high = partials[n] ?? 0;
  let low = 0;
  while (n > 0 && !low) {
    const before = high;
    const next = partials[--n];
    high = before + next;
    low = next - (high - before);
  }
  const twice = 2 * low;
  const further = n > 0 && Math.sign(partials[n - 1]) === Math.sign(low) && high + twice - high === twice;
  return low && further ? high + twice : high;
}
