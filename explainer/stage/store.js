/**
 * The stage's state. Everybody reads it; it changes only by these methods, each of which tells what it changed.
 *
 * @typedef {import("./arithmetic/declaration.js").Place} Place
 * @typedef {import("./arithmetic/declaration.js").Tensor} Tensor
 * @typedef {"numbers" | "selection" | "playing" | "pin"} Change
 */
import { centring } from "./arithmetic/centring.js";
import { reads } from "./arithmetic/declaration.js";
import { fill, together } from "./arithmetic/time.js";
import { parseCell, wayName } from "./arithmetic/words.js";
import { tensorsOf } from "./payload.js";

export class Store {
  /** @type {Map<string, Tensor>} the numbers on show */
  #tensors = new Map();
  /** @type {Map<string, import("./payload.js").Held>} the same as torch said them last */
  #torch = new Map();
  /** @type {import("./payload.js").Scene} */
  #scene = { name: "", columns: [], play: "" };
  #sceneId = "";
  /** @type {import("./arithmetic/declaration.js").Cells} */
  #cells = {};
  /** @type {Place[]} */
  #path = [];
  #pinned = false;
  #born = Infinity;
  #edited = false;

  /** @param {(change: Change) => void} tell */
  constructor(tell) {
    this.tell = tell;
  }

  get scene() {
    return this.#scene;
  }

  get cells() {
    return this.#cells;
  }

  /** The way from the cell that was pointed at to the one it led to. */
  get path() {
    return this.#path;
  }

  get selected() {
    return this.#path[this.#path.length - 1];
  }

  get pinned() {
    return this.#pinned;
  }

  /** The step up to which the played map is there. */
  get born() {
    return this.#born;
  }

  /** Whether numbers were changed here since torch last spoke. */
  get edited() {
    return this.#edited;
  }

  read = (/** @type {string} */ name) => /** @type {Tensor} */ (this.#tensors.get(name));

  get played() {
    return this.read(this.#scene.play);
  }

  /** Whether there is such a cell. @param {Place | null} cell @returns {cell is Place} */
  has(cell) {
    const shape = cell && this.#tensors.get(cell.tensor)?.shape;
    return !!shape && shape.length === cell.at.length && shape.every((n, d) => cell.at[d] < n);
  }

  /** What torch said and need not say again, by its id. */
  get have() {
    return { ...Object.fromEntries([...this.#torch].map(([name, { id }]) => [name, id])), scene: this.#sceneId };
  }

  /** Take what torch says; false where it left out what is not known here. @param {Uint8Array} bytes @param {import("./payload.js").Header} header @param {boolean} whole whether the map is not being played */
  take(bytes, header, whole) {
    const tensors = tensorsOf(bytes, header, this.#torch);
    if (!tensors || (!header.scene && header.scene_id !== this.#sceneId)) return false;
    this.#torch = tensors;
    this.#tensors = new Map(tensors);
    this.#edited = false;
    if (header.cells) this.#cells = header.cells;
    if (header.scene) {
      if (String(header.scene.spoken) !== String(this.#scene.spoken)) this.#path = [];
      this.#scene = header.scene;
      this.#sceneId = header.scene_id;
    }
    if (whole) this.#born = Infinity;
    return true;
  }

  /** The way to the cell that a payload asks for, else the one before, else the first. @param {Place[]} asked @param {boolean} moving whether the pin is on its way elsewhere */
  choose(asked, moving) {
    const stays = this.#path.every((cell) => this.has(cell));
    if (moving && stays) return;
    if (this.#pinned && !asked.length) this.#path = [];
    this.#pinned = asked.length > 0 && asked.every((cell) => this.has(cell));
    if (this.#pinned) {
      if (wayName(asked) !== wayName(this.#path)) this.#path = asked;
    } else if (!this.#path.length || !stays) {
      const first = parseCell(this.#scene.first ?? "");
      this.#path = [this.has(first) ? first : { tensor: this.#scene.play, at: this.played.shape.map(() => 0) }];
    }
  }

  /** The way so far leads nowhere any more. */
  forget() {
    this.#path = [];
  }

  /** @param {string} tensor @param {number[]} at @param {boolean} [within] on the way back: only its end moves */
  select(tensor, at, within = false) {
    this.#path = [...(within ? this.#path.slice(0, -1) : []), { tensor, at }];
    this.tell("selection");
  }

  /** On to a source of the selected cell. @param {Place} to */
  enter(to) {
    this.#path = [...this.#path, to];
    this.tell("selection");
  }

  /** Back to an earlier step of the way. @param {number} steps how many of it are left */
  leave(steps) {
    this.#path = this.#path.slice(0, steps);
    this.tell("selection");
  }

  /** @param {boolean} pinned */
  pin(pinned) {
    this.#pinned = pinned;
    this.tell("pin");
  }

  /** Play stands at a step, with a cell. @param {number} born @param {Place} cell */
  play(born, cell) {
    this.#born = born;
    this.#path = [cell];
    this.tell("playing");
  }

  /** The whole map on show. */
  finish() {
    if (this.#born === Infinity) return;
    this.#born = Infinity;
    this.tell("playing");
  }

  /** All numbers of a tensor, and with them every map that follows. @param {string} tensor @param {Float32Array} data */
  change(tensor, data) {
    const changed = new Set([tensor]);
    this.#put(tensor, data);
    if (this.#scene.centre?.drawing === tensor) this.#centre(this.#scene.centre, changed);
    for (const group of together(this.#cells)) {
      if (!group.some((name) => [...reads(this.#cells[name])].some((read) => changed.has(read)))) continue;
      for (const name of group) {
        this.#put(name, new Float32Array(this.read(name).data.length));
        changed.add(name);
      }
      fill(group, this.#cells, this.read);
    }
    this.#edited = true;
    this.tell("numbers");
  }

  /** @param {string} name @param {Float32Array} data */
  #put(name, data) {
    this.#tensors.set(name, { shape: this.read(name).shape, data });
  }

  /** A drawing's new weights of centring. @param {import("./payload.js").Centre} names @param {Set<string>} changed */
  #centre({ drawing, centred }, changed) {
    const { shape, data } = this.read(drawing);
    for (const [name, values] of Object.entries(centring(data, shape[1]))) {
      const weight = `${centred}.${name}`;
      this.#put(weight, values);
      changed.add(weight);
    }
  }
}
