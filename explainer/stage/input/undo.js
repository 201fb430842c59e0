/**
 * What was done on the stage, one step for each edit that was let go of, and the way back. A step counts for as long as what
 * it led to is still on show: who chose another kernel meanwhile has nothing of the old one to undo.
 *
 * @typedef {object} Step
 * @property {() => boolean} stands whether what it led to is on show
 * @property {() => void} turn undo it or, when it was undone, do it again
 */

/** What the server calls a tensor's untouched numbers, where they are not those on show. */
export const UNTOUCHED = "untouched:";

/** @param {Float32Array} a @param {Float32Array} b */
const alike = (a, b) => a.length === b.length && a.every((value, k) => value === b[k]);

/** Numbers that were changed, tensor by tensor. @implements {Step} */
class Change {
  /** @param {import("./editing.js").Editing} editing @param {Map<string, Float32Array>} before @param {Map<string, Float32Array>} after */
  constructor(editing, before, after) {
    this.editing = editing;
    this.before = before;
    this.after = after;
  }

  stands() {
    return [...this.after].every(([name, data]) => this.editing.shows(name) && alike(data, this.editing.read(name)));
  }

  turn() {
    [this.before, this.after] = [this.after, this.before];
    this.editing.put(this.after);
  }
}

export class Undo {
  /** @type {Step[]} */
  #done = [];
  /** @type {Step[]} */
  #undone = [];

  /** @param {import("./editing.js").Editing} editing */
  constructor(editing) {
    this.editing = editing;
    document.addEventListener("keydown", this.#pressed, true);
  }

  stop() {
    document.removeEventListener("keydown", this.#pressed, true);
  }

  /** Numbers are let go of that were these before. @param {Map<string, Float32Array>} before */
  changed(before) {
    const after = new Map([...before.keys()].map((name) => [name, this.editing.read(name)]));
    if ([...after].some(([name, data]) => !alike(data, /** @type {Float32Array} */ (before.get(name))))) this.keep(new Change(this.editing, before, after));
  }

  /** @param {Step} step */
  keep(step) {
    this.#done.push(step);
    this.#undone = [];
  }

  /** One step back. */
  back = () => this.#turn(this.#done, this.#undone);

  /** One step that was taken back once more. */
  again = () => this.#turn(this.#undone, this.#done);

  /** @param {Step[]} from @param {Step[]} to */
  #turn(from, to) {
    this.editing.stage.rest.now("edit");
    if (this.editing.held) return;
    for (let step = from.pop(); step; step = from.pop()) {
      if (!step.stands()) continue;
      step.turn();
      to.push(step);
      return;
    }
  }

  /** What was done, the last of it first. */
  latest() {
    return [...this.#done].reverse();
  }

  /** The numbers of these tensors that are not as they were, as the server says they were. @param {string[]} names */
  untouched(names) {
    const found = names.map((name) => /** @type {const} */ ([name, this.editing.stage.store.read(UNTOUCHED + name)?.data]));
    return this.#differing(found);
  }

  /** The same, as they were before the first step that can be undone. @param {string[]} names */
  before(names) {
    return this.#differing(names.map((name) => /** @type {const} */ ([name, this.#first(name)])));
  }

  /** @param {(readonly [string, Float32Array | undefined])[]} found */
  #differing(found) {
    return new Map(found.flatMap(([name, data]) => (data && !alike(data, this.editing.read(name)) ? [[name, data]] : [])));
  }

  /** @param {string} name */
  #first(name) {
    let data = this.editing.read(name);
    for (const step of this.latest()) {
      if (!(step instanceof Change)) continue;
      const [before, after] = [step.before.get(name), step.after.get(name)];
      if (before && after && alike(after, data)) data = before;
    }
    return data;
  }

  /** @param {KeyboardEvent} e */
  #pressed = (e) => {
    if (!(e.ctrlKey || e.metaKey) || e.altKey) return;
    const key = e.key.toLowerCase();
    const act = key === "y" || (key === "z" && e.shiftKey) ? this.again : key === "z" ? this.back : null;
    if (!act || this.#writes(/** @type {HTMLElement} */ (e.composedPath()[0]))) return;
    act();
    e.preventDefault();
    e.stopPropagation();
  };

  /** Whether the key is for what is being written there. @param {HTMLElement} target */
  #writes(target) {
    return target.matches?.("input, textarea, [contenteditable]") && !target.matches(".entry:not(.typing), [type=range], [type=checkbox]");
  }
}
