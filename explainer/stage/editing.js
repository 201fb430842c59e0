/**
 * Changing numbers on the stage. While a number is in the hand the browser evaluates every map that follows from it; when
 * it is let go the server computes them with torch, and what torch says stays.
 */
import { fillMap } from "./explain.js";
const REST_MS = 400;

export class Editing {
  /** @param {import("./stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.timer = 0;
  }

  /** Whether the server's answer has to wait: a number is in the hand, or was and is not sent yet. */
  get busy() {
    return this.timer !== 0 || this.stage.panels.some((p) => p.editing);
  }

  /** One number of a tensor. @param {string} tensor @param {number} flat @param {number} value */
  edit(tensor, flat, value) {
    const data = this.stage.read(tensor).data.slice();
    data[flat] = value;
    this.change(tensor, data);
  }

  /** All numbers of a tensor, and with them every map that follows. @param {string} tensor @param {Float32Array} data */
  change(tensor, data) {
    const { stage } = this;
    stage.measure(() => {
      stage.tensors.set(tensor, { ...stage.read(tensor), id: "", data });
      const changed = new Set([tensor]);
      for (const [name, cell] of Object.entries(stage.cells)) {
        if (!cell.parts.some((p) => p.of.some((f) => changed.has(f.tensor)))) continue;
        const out = { ...stage.read(name), id: "", data: new Float32Array(stage.read(name).data.length) };
        fillMap(cell, out, stage.read);
        stage.tensors.set(name, out);
        changed.add(name);
      }
      stage.root.dataset.source = "browser";
      stage.refill();
      stage.paint();
      stage.showSelected();
    });
  }

  /** The edit is over. What the stage holds already need not come back. */
  commit() {
    const { stage } = this;
    this.stop();
    const names = stage.panels.flatMap((p) => p.edits ?? []);
    const values = Object.fromEntries(names.map((name) => [name, [...stage.read(name).data]]));
    const have = Object.fromEntries([...stage.tensors].filter(([, t]) => t.id).map(([name, t]) => [name, t.id]));
    stage.send("edit", { values, have: { ...have, scene: stage.sceneId } });
  }

  /** Steps with the keys are sent when the keys rest, or the number is left. */
  commitSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.commit(), REST_MS);
  }

  commitNow() {
    if (this.timer) this.commit();
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = 0;
  }
}
