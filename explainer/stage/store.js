/**
 * The stage's state. Everybody reads it; it changes only by these methods, each of which tells what it changed.
 *
 * @typedef {import("./arithmetic/declaration.js").Place} Place
 * @typedef {import("./arithmetic/declaration.js").Tensor} Tensor
 * @typedef {{path: Place[], chosen: boolean, left: boolean}} Standing
 * @typedef {{tensors: Map<string, Tensor>, edited: boolean}} Numbers
 * @typedef {"numbers" | "selection" | "playing" | "pin" | "open"} Change
 */
import { centring } from "./arithmetic/centring.js";
import { affected, differing, whole } from "./arithmetic/affected.js";
import { reads, unravel } from "./arithmetic/declaration.js";
import { best } from "./arithmetic/extremes.js";
import { scaled, strongest } from "./arithmetic/places.js";
import { fill, isOpen, together } from "./arithmetic/time.js";
import { parseCell, wayName } from "./arithmetic/words.js";
import { hidden } from "./parts/secrets.js";
import { tensorsOf } from "./payload.js";

/** What a payload tells, each by itself. */
const PARTS = /** @type {const} */ (["scene", "called", "cells"]);
/** How many coordinates a map's cells have. */
const MAP = 3;

export class Store {
  /** @type {Map<string, Tensor>} the numbers on show */
  #tensors = new Map();
  /** @type {Map<string, import("./payload.js").Held>} the same as torch said them last */
  #torch = new Map();
  /** @type {import("./payload.js").Scene} */
  #scene = { name: "", columns: [], play: "" };
  /** The ids of what was told. */
  #told = { scene: "", called: "", cells: "" };
  /** @type {import("./arithmetic/declaration.js").Cells} */
  #cells = {};
  /** @type {import("./arithmetic/declaration.js").Cells} declared, but its numbers are only there once they are wanted */
  #latent = {};
  /** @type {Place | null} the map that is opened in place */
  #opened = null;
  /** @type {Place[]} */
  #path = [];
  /** @type {Place[] | null} the way to the pinned cell, to which the selection returns */
  #pin = null;
  #previewing = false;
  /** Whether nobody chose the selected cell, or does not point at it any more, and it is not pinned. */
  #left = false;
  #chosen = false;
  /** @type {{play: string, shapes: Map<string, number[]>}} the scene before */
  #before = { play: "", shapes: new Map() };
  #born = Infinity;
  #edited = false;

  /** Whether a change leads to its answer; not where the pad would have to make room for it. */
  answering = true;

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

  get opened() {
    return this.#opened;
  }

  /** The way from the cell that was pointed at to the one it led to. */
  get path() {
    return this.#path;
  }

  get selected() {
    return this.#path[this.#path.length - 1];
  }

  get pinned() {
    return this.#pin !== null;
  }

  /** The pinned cell. @returns {Place | undefined} */
  get pin() {
    return this.#pin?.[this.#pin.length - 1];
  }

  /** The way to it. */
  get held() {
    return this.#pin ?? [];
  }

  /** Whether the selection is what is pointed at. */
  get previewing() {
    return this.#previewing;
  }

  get left() {
    return this.#left;
  }

  /** Whether the visitor has chosen the selection, and not the page. */
  get chosen() {
    return this.#chosen;
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
    return { ...Object.fromEntries([...this.#torch].map(([name, { id }]) => [name, id])), ...this.#told };
  }

  /** Take what torch says; false where it left out what is not known here. @param {Uint8Array} bytes @param {import("./payload.js").Header} header @param {boolean} whole whether the map is not being played */
  take(bytes, header, whole) {
    const tensors = tensorsOf(bytes, header, this.#torch);
    if (!tensors || PARTS.some((part) => !header[part] && header.told[part] !== this.#told[part])) return false;
    this.#before = { play: this.#scene.play, shapes: new Map([...this.#tensors].map(([name, { shape }]) => [name, shape])) };
    this.#told = header.told;
    this.#torch = tensors;
    this.#tensors = new Map(tensors);
    this.#edited = false;
    if (header.cells) this.#latent = header.cells;
    this.#cells = Object.fromEntries(Object.entries(this.#latent).filter(([name]) => tensors.has(name)));
    const { spoken } = this.#scene;
    if (header.scene || header.called) this.#scene = { ...(header.scene ?? this.#scene), called: header.called ?? this.#scene.called };
    if (header.scene) {
      if (String(header.scene.spoken) !== String(spoken)) this.forget();
      this.#open(parseCell(header.scene.opened ?? ""));
    }
    if (whole) this.#born = Infinity;
    return true;
  }

  /**
   * The way to the cell that a payload asks for, else the one before where the visitor chose it, else the one that the page opens with.
   * What no longer fits moves to where it was in the picture; true where a pin did, or where its map was closed.
   * @param {Place[]} asked none too where what was pinned is not there any more @param {boolean} pinned @param {boolean} moving whether the pin is on its way elsewhere
   * @param {(tensor: string) => boolean} shown whether a way may begin there
   */
  choose(asked, pinned, moving, shown) {
    const on = (/** @type {Place | null | undefined} */ cell) => this.has(cell ?? null) && shown(/** @type {Place} */ (cell).tensor);
    const stays = this.#path.every((cell) => this.has(cell)) && on(this.#path[0]);
    if (moving && stays) return false;
    if (on(asked[0]) && asked.every((cell) => this.has(cell))) {
      this.#chosen = true;
      if (wayName(asked) !== wayName(this.held)) this.#pin = asked;
      if (!stays || !this.#previewing) this.back();
      return false;
    }
    if (this.pin && (on(this.pin) ? !asked.length : !pinned)) this.forget();
    const pin = this.pin;
    const gone = !!pin && !this.#tensors.has(pin.tensor) && Object.values(this.#scene.apart ?? {}).includes(pin.tensor);
    const moved = this.pin && !on(this.pin) ? this.#nearest(this.pin, shown) : null;
    const last = this.#chosen && this.#path.length ? this.#nearest(this.selected, shown) : null;
    this.#pin = moved && [moved];
    if (moved) this.back();
    else if (!last) this.forget();
    else if (!stays) this.#path = [last];
    if (!this.#path.length) this.#path = [this.opening];
    return gone || !!moved;
  }

  /** The cell that a page opens with: of an opened map its strongest. @returns {Place} */
  get opening() {
    if (this.#opened) return { tensor: this.#opened.tensor, at: strongest(this.read(this.#opened.tensor), this.#opened.at[0]) };
    const first = parseCell(this.#scene.first ?? "");
    return this.has(first) ? first : { tensor: this.#scene.play, at: this.played.shape.map(() => 0) };
  }

  /** Where a cell is now, in the same tensor or in the one that took the place of the played one. @param {Place} cell @param {(tensor: string) => boolean} shown @returns {Place | null} */
  #nearest(cell, shown) {
    if (this.has(cell) && shown(cell.tensor)) return cell;
    const { play, shapes } = this.#before;
    const there = this.#tensors.has(cell.tensor) && shown(cell.tensor);
    const tensor = there ? cell.tensor : cell.tensor === play ? this.#scene.play : "";
    const [was, now] = [shapes.get(cell.tensor), this.#tensors.get(tensor)?.shape];
    if (!was || now?.length !== was.length || (!there && now.length !== MAP)) return null;
    return { tensor, at: scaled(cell.at, was, now) };
  }

  /** The way so far leads nowhere any more. */
  forget() {
    this.#path = [];
    this.#pin = null;
    this.#chosen = false;
  }

  /** Pointed at: the selection, until the pointer leaves. @param {Place} cell */
  preview({ tensor, at }) {
    this.#previewing = true;
    this.#left = false;
    this.#chosen = true;
    this.#path = [{ tensor, at }];
    this.tell("selection");
  }

  /** Nothing is pointed at: back to what is pinned. */
  unpoint() {
    if (!this.#previewing) return;
    this.#previewing = false;
    this.#left = !this.#pin;
    if (this.#pin) this.back();
    this.tell("selection");
  }

  /** The pinned cell is the selected one. */
  back() {
    if (this.#pin) this.#path = this.#pin;
    this.#previewing = false;
  }

  /** @param {string} tensor @param {number[]} at @param {boolean} [within] on the way back: only its end moves */
  select(tensor, at, within = false) {
    this.#path = [...(within ? this.#path.slice(0, -1) : []), { tensor, at }];
    this.#settled();
  }

  /** On to a source of the selected cell. @param {Place} to */
  enter(to) {
    this.#path = [...this.#path, to];
    this.#settled();
  }

  /** Back to an earlier step of the way. @param {number} steps how many of it are left */
  leave(steps) {
    this.#path = this.#path.slice(0, steps);
    this.#settled();
  }

  #settled() {
    this.#previewing = this.#left = false;
    this.#chosen = true;
    this.tell("selection");
  }

  /** The selected cell is the pinned one, or none is any more. A link has no place in it of what is hidden. @param {boolean} pinned @param {Place[]} [way] to what was selected */
  hold(pinned, way = this.#path) {
    this.#pin = pinned && !way.some(({ tensor }) => hidden(this.#scene, tensor)) ? way : null;
    if (!pinned || way === this.#path) this.#previewing = false;
    this.tell("pin");
  }

  /** Open a map in place, or close it. @param {Place | null} map */
  open(map) {
    this.#open(map);
    this.tell("open");
  }

  /** Its sub-totals are evaluated here until torch has said them. @param {Place | null} map */
  #open(map) {
    this.#opened = map;
    const name = map && this.#scene.apart?.[map.tensor];
    if (!name || this.#tensors.has(name)) return;
    const [out, ...place] = this.read(map.tensor).shape;
    const channels = this.#cells[map.tensor].parts[0].over[0][1];
    const shape = [out, channels, ...place];
    this.#tensors.set(name, { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) });
    this.#cells = { ...this.#cells, [name]: this.#latent[name] };
    fill([name], this.#cells, this.read);
  }

  /** Play stands at a step, with a cell. @param {number} born @param {Place} cell */
  play(born, cell) {
    this.#born = born;
    this.#path = [cell];
    this.#previewing = false;
    this.#left = true;
    this.#chosen = true;
    this.tell("playing");
  }

  /** The cell that Play stands at is there. @param {number} born */
  birth(born) {
    this.#born = born;
    this.tell("playing");
  }

  /** What stood before Play told what was asked stands again, with the whole map. @param {Standing} before */
  resume({ path, chosen, left }) {
    this.#born = Infinity;
    if (path.every((cell) => this.has(cell))) [this.#path, this.#chosen, this.#left] = [path, chosen, left];
    this.tell("playing");
  }

  /** All numbers as they stand. @returns {Numbers} */
  get numbers() {
    return { tensors: new Map(this.#tensors), edited: this.#edited };
  }

  /** They stand again. @param {Numbers} before @param {Standing} [standing] what was selected, if that is to stand again too */
  restore({ tensors, edited }, standing) {
    [this.#tensors, this.#edited] = [tensors, edited];
    if (standing) [this.#path, this.#chosen, this.#left] = [standing.path, standing.chosen, standing.left];
    this.tell("numbers");
  }

  /** The whole map on show. */
  finish() {
    if (this.#born === Infinity) return;
    this.#born = Infinity;
    this.tell("playing");
  }

  /** All numbers of a tensor, and with them every map that follows. @param {string} tensor @param {Float32Array} data */
  change(tensor, data) {
    this.changeAll(new Map([[tensor, data]]));
  }

  /** The same of several tensors. @param {Map<string, Float32Array>} values */
  changeAll(values) {
    /** @type {Map<string, import("./arithmetic/field.js").Box>} where each changed */
    const changed = new Map();
    for (const [tensor, data] of values) {
      const before = this.read(tensor);
      const box = differing(before.data, data, before.shape);
      if (box) changed.set(tensor, box);
      this.#put(tensor, data);
    }
    if (this.#scene.centre && changed.has(this.#scene.centre.drawing)) this.#centre(this.#scene.centre, changed);
    for (const group of together(this.#cells)) {
      if (!group.some((name) => [...reads(this.#cells[name])].some((read) => changed.has(read)))) continue;
      const [first] = group;
      const { shape, data } = this.read(first);
      const box = isOpen(group, this.#cells) ? affected(this.#cells[first], shape, changed, this.read) : whole(shape);
      if (!box) continue;
      if (isOpen(group, this.#cells)) this.#put(first, data.slice());
      else for (const name of group) this.#put(name, new Float32Array(this.read(name).data.length));
      for (const name of group) changed.set(name, name === first ? box : whole(this.read(name).shape));
      fill(group, this.#cells, this.read, isOpen(group, this.#cells) ? box : undefined);
    }
    this.#edited = true;
    for (const tensor of values.keys()) this.#answer(tensor);
    this.tell("numbers");
  }

  /** Where a scene answers a change, the selected cell is the answer. @param {string} changed */
  #answer(changed) {
    const tensor = this.#scene.answers?.[changed];
    const answer = tensor && this.#tensors.get(tensor);
    if (!answer || !this.answering) return;
    this.#path = [{ tensor, at: unravel(Math.max(0, best(answer.data)), answer.shape) }];
    this.#chosen = true;
  }

  /** @param {string} name @param {Float32Array} data */
  #put(name, data) {
    this.#tensors.set(name, { shape: this.read(name).shape, data });
  }

  /** A drawing's new weights of centring. @param {import("./payload.js").Centre} names @param {Map<string, import("./arithmetic/field.js").Box>} changed */
  #centre({ drawing, centred }, changed) {
    const { shape, data } = this.read(drawing);
    for (const [name, values] of Object.entries(centring(data, shape[1]))) {
      const weight = `${centred}.${name}`;
      this.#put(weight, values);
      changed.set(weight, whole(this.read(weight).shape));
    }
  }
}
