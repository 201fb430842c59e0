/** What is said when the keys rest, as steps with them come one after the other; or at once, when the visitor turns elsewhere. */

const REST_MS = 400;

export class Rest {
  /** @type {Map<string, {timer: number, act: () => void}>} */
  #due = new Map();

  /** @param {string} what @param {() => void} act */
  soon(what, act) {
    this.drop(what);
    this.#due.set(what, { timer: setTimeout(() => this.now(what), REST_MS), act });
  }

  /** @param {string} what */
  waits(what) {
    return this.#due.has(what);
  }

  /** @param {string} [what] everything, unless given */
  now(what) {
    for (const [name, { act }] of [...this.#due])
      if (!what || name === what) {
        this.drop(name);
        act();
      }
  }

  /** @param {string} [what] everything, unless given */
  drop(what) {
    for (const [name, { timer }] of [...this.#due])
      if (!what || name === what) {
        clearTimeout(timer);
        this.#due.delete(name);
      }
  }
}
