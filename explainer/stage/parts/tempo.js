/**
 * How fast a map is born: a few cells slowly, so that one sees what each is made of, then faster and faster, so that the
 * whole map has come within the time that one watches.
 *
 * From the fifth cell on the number of cells grows as $s + r\,(e^{ku} - 1)/(e^k - 1)$ with u from 0 to 1, and k is such that
 * it begins at the pace of the slow ones.
 */
const SLOW = 5;
const SLOW_MS = 1000;
const QUICK_MS = 7000;

/** @param {number} rest cells that come ever faster @param {number} ms in which they come */
function growth(rest, ms) {
  const wanted = ms / SLOW_MS;
  if (rest <= wanted) return 0;
  let [low, high] = [1e-6, 60];
  for (let n = 0; n < 60; n++) {
    const k = (low + high) / 2;
    if ((rest * k) / Math.expm1(k) > wanted) low = k;
    else high = k;
  }
  return high;
}

/** What was asked is told by one slow step, and all others in so many milliseconds. */
export const BRIEF_MS = 2500;

export class Tempo {
  /** @param {number} left how many cells are still to come @param {number} all how many there are @param {number} [slow] how many come slowly @param {number} [quick] milliseconds in which all others do */
  constructor(left, all, slow = SLOW, quick = QUICK_MS) {
    this.slow = slow;
    this.rest = Math.max(0, left - slow);
    this.quick = (quick * left) / Math.max(1, all);
    this.k = growth(this.rest, this.quick);
  }

  /** How many cells have come after so many milliseconds. @param {number} ms */
  after(ms) {
    if (ms <= this.slow * SLOW_MS) return Math.floor(ms / SLOW_MS);
    const u = Math.min(1, (ms - this.slow * SLOW_MS) / this.quick);
    const share = this.k ? Math.expm1(this.k * u) / Math.expm1(this.k) : u;
    return this.slow + Math.floor(this.rest * share + 1e-9);
  }

  /** How long the next one takes. @param {number} ms */
  pace(ms) {
    if (ms < (this.slow - 1) * SLOW_MS + 1) return SLOW_MS;
    const u = Math.min(1, Math.max(0, ms - this.slow * SLOW_MS) / this.quick);
    const each = this.k ? (this.rest * this.k * Math.exp(this.k * u)) / Math.expm1(this.k) : this.rest;
    return Math.min(SLOW_MS, this.quick / Math.max(1e-9, each));
  }
}

/** One step like the other. */
export class Steady {
  /** @param {number} each milliseconds */
  constructor(each) {
    this.each = each;
  }

  /** @param {number} ms */
  after(ms) {
    return Math.floor(ms / this.each);
  }

  pace() {
    return this.each;
  }
}
