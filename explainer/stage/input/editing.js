/**
 * Changing numbers on the stage. While a number is in the hand the browser evaluates every map that follows from it; when
 * it is let go the server computes them with torch, and what torch says stays.
 */
import { ravel } from "../arithmetic/declaration.js";
import { Refusal } from "./refusal.js";
import { Undo } from "./undo.js";

export class Editing {
  /** @type {Map<string, Float32Array>} what was changed since the last commit, as it was before */
  #touched = new Map();
  #held = false;

  /** @param {import("../stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.undo = new Undo(this);
    this.refusal = new Refusal(stage);
  }

  /** Nothing is edited here any more. */
  stop() {
    this.undo.stop();
    this.refusal.hide();
  }

  /** Whether a number is in the hand. */
  get held() {
    return this.#held;
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

  /** @param {string} name */
  read(name) {
    return this.stage.store.read(name).data;
  }

  /** Whether a tensor's numbers can be changed on some panel. @param {string} name */
  shows(name) {
    return this.stage.panels.some((panel) => panel.edits.includes(name));
  }

  /** One number of a tensor. @param {string} tensor @param {number} flat @param {number} value */
  edit(tensor, flat, value) {
    const data = this.read(tensor).slice();
    data[flat] = value;
    this.change(tensor, data);
  }

  /** All numbers of a tensor, and with them every map that follows. @param {string} tensor @param {Float32Array} data */
  change(tensor, data) {
    if (!this.#touched.has(tensor)) this.#touched.set(tensor, this.read(tensor));
    this.stage.measure(() => this.stage.store.change(tensor, data));
  }

  /** All numbers of several tensors that belong together; some follow from them and are not told. @param {Map<string, Float32Array>} values @param {Map<string, Float32Array>} following */
  changeAll(values, following) {
    for (const tensor of values.keys()) if (!this.#touched.has(tensor)) this.#touched.set(tensor, this.read(tensor));
    this.stage.measure(() => this.stage.store.changeAll(new Map([...values, ...following])));
  }

  /** What was in the hand is as it was before. @param {string} tensor */
  abandon(tensor) {
    const before = this.#touched.get(tensor);
    this.#touched.delete(tensor);
    if (before) this.stage.measure(() => this.stage.store.change(tensor, before));
    this.release();
  }

  /** Other numbers, at once. @param {Map<string, Float32Array>} numbers */
  put(numbers) {
    for (const [tensor, data] of numbers) this.stage.measure(() => this.stage.store.change(tensor, data));
    this.#say(numbers);
  }

  /** Other numbers, as an edit like any other. @param {Map<string, Float32Array>} numbers */
  replace(numbers) {
    for (const [tensor, data] of numbers) this.change(tensor, data);
    this.release();
  }

  /** A pixel from bright to dark or back, on a panel that allows it. @param {import("../store.js").Place} cell */
  flip({ tensor, at }) {
    if (!this.stage.panelOf(tensor)?.flips) return;
    const { data, shape } = this.stage.store.read(tensor);
    const flat = ravel(at, shape);
    this.edit(tensor, flat, data[flat] > 0.5 ? 0 : 1);
    this.commitSoon();
  }

  /** Send what was changed. */
  commit() {
    const { stage } = this;
    stage.rest.drop("edit");
    const before = this.#touched;
    if (!before.size) return stage.server.settle();
    this.#touched = new Map();
    this.undo.changed(before);
    this.#say(before);
  }

  /** Of a panel that changes several tensors all, which belong together. @param {Map<string, Float32Array>} changed */
  #say(changed) {
    const names = this.stage.panels.map((p) => p.edits).filter((edits) => edits.some((name) => changed.has(name))).flat();
    this.stage.server.say({ edit: Object.fromEntries(names.map((name) => [name, [...this.read(name)]])) });
    for (const panel of this.stage.panels) panel.offer();
  }

  /** Steps with the keys are sent when the keys rest, or the number is left. */
  commitSoon() {
    this.#held = false;
    this.stage.rest.soon("edit", () => this.commit());
  }
}
