/**
 * The boxes on a sheet as what Play goes through: the surest first, each kept, or dropped because it is a surer one's double.
 * They are found anew, here, whenever the maps change that say them.
 *
 * @typedef {import("../payload.js").Finding} Scene explainer/views/scene.py's Finding
 * @typedef {import("../arithmetic/boxes.js").Found} Found
 */
import { found } from "../arithmetic/boxes.js";
import { number, percent } from "../arithmetic/words.js";
import { hidden } from "./secrets.js";
import { Ordered } from "./ordered.js";
import { BRIEF_MS, Steady } from "./tempo.js";

const EACH_MS = 1300;

/** @type {WeakMap<Float32Array, {asked: Scene, boxes: Found[]}>} by the numbers of the edges */
const known = new WeakMap();

/** The boxes that the maps say now; none where the page keeps them to itself. @param {import("../store.js").Store} store @returns {Found[]} */
export function boxesOf({ scene, read }) {
  const { finding } = scene;
  if (!finding || hidden(scene, finding.edges)) return [];
  const edges = read(finding.edges);
  const before = known.get(edges.data);
  if (before && before.asked === finding) return before.boxes;
  const boxes = found(read(finding.scores), edges, finding.least, finding.allowed);
  known.set(edges.data, { asked: finding, boxes });
  return boxes;
}

/** Which of them a cell says, -1 where none. @param {import("../store.js").Store} store @param {Found[]} boxes @param {import("../store.js").Place} cell */
export function boxAt({ scene, read }, boxes, { tensor, at }) {
  const { shape } = read(scene.finding?.edges ?? tensor);
  const [row, column] = at.slice(-2);
  if (!scene.finding || String(read(tensor).shape.slice(-2)) !== String(shape.slice(-2))) return -1;
  return boxes.findIndex((box) => box.row === row && box.column === column);
}

/** What becomes of a box, in a sentence. @param {import("../store.js").Store} store @param {number} total of the selected cell */
export function verdict(store, total) {
  const { scene, selected } = store;
  if (!scene.finding || hidden(scene, selected.tensor)) return "";
  const boxes = boxesOf(store);
  const k = boxAt(store, boxes, selected);
  if (k < 0 || ![scene.finding.edges, scene.finding.scores].includes(selected.tensor)) return "";
  const { what, share, row, column, by, same } = boxes[k];
  const edge = selected.tensor === scene.finding.edges ? scene.called?.edge?.[selected.at[0]] : "";
  const says = `Box ${k + 1}: row ${row + 1}, column ${column + 1} says “${what}” with ${percent(share)}`;
  if (by >= 0) return `${says}. ${scene.finding.all ? "A double" : "Dropped"}: ${number(same)} of what it and box ${by + 1} cover is in both.`;
  return edge ? `${says}; its ${edge} is at pixel ${number(total)}.` : `${says}.`;
}

export class Boxes extends Ordered {
  speeds = [1, 2, 4];
  said = "found box by box";

  /** @param {Scene} finding @param {import("../store.js").Store} store */
  constructor(finding, store) {
    super();
    this.finding = finding;
    this.store = store;
    this.boxes = boxesOf(store);
    this.count = Math.max(1, this.boxes.length);
  }

  /** The first edge of a box, or the one that was looked at before. @param {number} position @param {import("../store.js").Place} [before] @returns {import("../store.js").Place} */
  at(position, before) {
    const box = this.boxes[position];
    if (!box) return before ?? this.store.opening;
    const side = before?.tensor === this.finding.edges ? before.at[0] : 0;
    return { tensor: this.finding.edges, at: [side, box.row, box.column] };
  }

  /** Where there is none, nothing is passed by. @param {import("../store.js").Place} cell */
  position(cell) {
    if (!this.boxes.length) return 0;
    const k = boxAt(this.store, this.boxes, cell);
    return k < 0 ? null : k;
  }

  /** @param {number} left @param {boolean} brief */
  tempo(left, brief) {
    return new Steady(brief ? Math.min(EACH_MS, BRIEF_MS / Math.max(1, left)) : EACH_MS);
  }

  /** @param {number} position @returns {[string, string]} */
  told(position) {
    return this.boxes.length ? ["box ", `${position + 1} of ${this.boxes.length}`] : ["", "no box"];
  }
}
