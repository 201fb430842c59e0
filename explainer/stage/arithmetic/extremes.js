/** The largest and the smallest of however many numbers: as arguments of a call, a long row of them would be too many. */

/** @typedef {ArrayLike<number> | number[]} Numbers */

/** Minus infinity where there are none, no number where one of them is none. @param {Numbers} values */
export function most(values) {
  let found = -Infinity;
  for (let k = 0; k < values.length; k++) found = Math.max(found, values[k]);
  return found;
}

/** Infinity where there are none. @param {Numbers} values */
export function least(values) {
  let found = Infinity;
  for (let k = 0; k < values.length; k++) found = Math.min(found, values[k]);
  return found;
}

/** Where the largest stands that is a number, -1 where there is none. @param {Numbers} values */
export function best(values) {
  let found = -1;
  for (let k = 0; k < values.length; k++) if (values[k] === values[k] && (found < 0 || values[k] > values[found])) found = k;
  return found;
}
