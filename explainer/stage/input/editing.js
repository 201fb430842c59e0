/**
 * Changing numbers on the stage. While a number is in the hand the browser evaluates every map that follows from it; when
 * it is let go the server computes them with torch, and what torch says stays.
 */
import { ravel } from "../arithmetic/declaration.js";

export class Editing {
  /** @type {Set<string>} what was changed since the last commit */
  #touched = new Set();
  #held = false;

  /** @param {import("../stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
  }

  /** Whether an answer has to wait: a number is in the hand or a training gone through, or was and that is not sent yet. */
  get busy() {
    return this.#held || this.stage.rest.waits("edit") || this.stage.rest.waits("checkpoint");
  }

  /** A number is in the hand. */
  hold() {
    this.#held = true;
  }

  /** It is in the hand no more; what was changed meanwhile goes to the server. */
  release() {
    this.#held = false;
    this.commit();
  }

  /** One number of a tensor. @param {string} tensor @param {number} flat @param {number} value */
  edit(tensor, flat, value) {
    const data = this.stage.store.read(tensor).data.slice();
    data[flat] = value;
    this.change(tensor, data);
  }

  /** All numbers of a tensor, and with them every map that follows. @param {string} tensor @param {Float32Array} data */
  change(tensor, data) {
    this.#touched.add(tensor);
    this.stage.measure(() => this.stage.store.change(tensor, data));
  }

  /** A pixel from bright to dark or back, on a panel that allows it. @param {import("../store.js").Place} cell */
  flip({ tensor, at }) {
    if (!this.stage.panelOf(tensor)?.flips) return;
    const { data, shape } = this.stage.store.read(tensor);
    const flat = ravel(at, shape);
    this.edit(tensor, flat, data[flat] > 0.5 ? 0 : 1);
    this.commitSoon();
  }

  /** Send what was changed: of a panel that changes several tensors all, which belong together. */
  commit() {
    const { stage } = this;
    stage.rest.drop("edit");
    if (!this.#touched.size) return stage.server.settle();
    const names = stage.panels.map((p) => p.edits).filter((edits) => edits.some((name) => this.#touched.has(name))).flat();
    this.#touched.clear();
    stage.server.say({ edit: Object.fromEntries(names.map((name) => [name, [...stage.store.read(name).data]])) });
  }

  /** Steps with the keys are sent when the keys rest, or the number is left. */
  commitSoon() {
    this.#held = false;
    this.stage.rest.soon("edit", () => this.commit());
  }
}
