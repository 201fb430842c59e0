/**
 * Changing numbers on the stage. While a number is in the hand the browser evaluates every map that follows from it; when
 * it is let go the server computes them with torch, and what torch says stays.
 */
import { centring } from "./centring.js";
import { ravel, reads } from "./explain.js";
import { fill, together } from "./time.js";

const REST_MS = 400;

export class Editing {
  /** @param {import("./stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.timer = 0;
    /** @type {Set<string>} what was changed since the last commit */
    this.touched = new Set();
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
    this.touched.add(tensor);
    stage.measure(() => {
      stage.tensors.set(tensor, { ...stage.read(tensor), id: "", data });
      const changed = new Set([tensor]);
      if (stage.scene.centre?.drawing === tensor) this.centre(stage.scene.centre, changed);
      for (const group of together(stage.cells)) {
        if (!group.some((name) => [...reads(stage.cells[name])].some((read) => changed.has(read)))) continue;
        for (const name of group) {
          stage.tensors.set(name, { ...stage.read(name), id: "", data: new Float32Array(stage.read(name).data.length) });
          changed.add(name);
        }
        fill(group, stage.cells, stage.read);
      }
      stage.root.dataset.source = "browser";
      stage.refill();
      stage.paint();
      stage.showSelected();
    });
  }

  /** A pixel from bright to dark or back, on a panel that allows it. @param {string} tensor @param {number[]} at */
  flip(tensor, at) {
    if (!this.stage.panelOf(tensor)?.spec.flip) return;
    const { data, shape } = this.stage.read(tensor);
    const flat = ravel(at, shape);
    this.edit(tensor, flat, data[flat] > 0.5 ? 0 : 1);
    this.commitSoon();
  }

  /** A drawing's new weights of centring. @param {{drawing: string, centred: string}} names @param {Set<string>} changed */
  centre({ drawing, centred }, changed) {
    const { shape, data } = this.stage.read(drawing);
    for (const [name, values] of Object.entries(centring(data, shape[1]))) {
      const weight = `${centred}.${name}`;
      this.stage.tensors.set(weight, { ...this.stage.read(weight), id: "", data: values });
      changed.add(weight);
    }
  }

  /** The edit is over. What the stage holds already need not come back. */
  commit() {
    const { stage } = this;
    this.stop();
    const names = stage.panels.map((p) => p.edits ?? []).filter((edits) => edits.some((name) => this.touched.has(name))).flat();
    this.touched.clear();
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
