/** Whole parts of quotients and what they leave, downwards as Python divides. */

/** What is left, with the divisor's sign. @param {number} a @param {number} b */
export function remainder(a, b) {
  const rest = a % b;
  return rest && b < 0 !== rest < 0 ? rest + b : rest;
}

/** The largest whole number that is not above the quotient. @param {number} a @param {number} b */
export function floored(a, b) {
  if (!b) return a / b;
  if (!Number.isFinite(a)) return NaN;
  const rest = a % b;
  const whole = (a - rest) / b - Number(rest !== 0 && b < 0 !== rest < 0);
  return whole - Math.floor(whole) > 0.5 ? Math.floor(whole) + 1 : Math.floor(whole);
}
