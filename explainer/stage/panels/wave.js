/**
 * A sound as a line along time, which can be heard. Below it, large, what the selected moment looks at, under the two kernels of the
 * selected band: a cosine and a sine.
 *
 * @typedef {object} Own
 * @property {number} rate
 * @property {number} hop
 * @property {string} kernels
 * @property {string} heard
 * @property {string[]} after
 * @property {string[]} bands
 * @typedef {import("./base.js").Spec & Own} Spec
 */
import { strongest } from "../arithmetic/places.js";
import { number } from "../arithmetic/words.js";
import { css, limitOf } from "../draw/colours.js";
import { make, say, standing } from "../draw/dom.js";
import { goOver, gutter, head } from "../draw/moments.js";
import { Sound } from "../parts/sound.js";
import { Panel } from "./base.js";
import { pen } from "./tiled.js";

const TALL = 40;
const LOUPE = 42;
const GAP = 10;
const TYPE = 12;
const LABEL = 18;
/** What is quieter is drawn as quiet as it is. */
const LEAST = 1e-3;
const NAMES = ["cosine", "sine"];

/** @extends {Panel<Spec>} */
export default class Wave extends Panel {
  flat = true;
  broad = true;
  keeps = true;
  sounds = new Sound();
  /** The band and the moment that are meant. */
  now = { band: 0, moment: 0 };
  #frame = 0;

  /** @param {Spec} spec @param {import("../stage.js").Stage} stage */
  constructor(spec, stage) {
    super(spec, stage);
    this.canvas = make("canvas", { "aria-hidden": "true" });
    this.head = make("i", { class: "playhead", hidden: "" });
    this.body.append(this.canvas, this.head);
    this.listen = make("button", { type: "button", class: "listen", translate: "yes" }, "Listen");
    this.listen.onclick = () => (this.#frame ? this.hush() : this.#play());
    this.header.append(this.listen);
  }

  /** @param {Spec} spec @param {import("./base.js").Cells} cells */
  update(spec, cells) {
    super.update(spec, cells);
    this.stand();
    this.hush();
    const [band, moment] = strongest(this.read(spec.after[0]));
    this.now = { band, moment };
    say(this.size, `${this.samples.length.toLocaleString("en")} samples`);
    this.element.setAttribute("aria-label", `${spec.title}, ${this.samples.length} samples`);
  }

  get samples() {
    return this.read(this.spec.tensor).data;
  }

  get moments() {
    return this.read(this.spec.heard).shape[1];
  }

  /** How many samples a moment looks at. */
  get window() {
    return this.read(this.spec.kernels).shape[2];
  }

  /** @param {number} width */
  layout(width) {
    this.width = width;
    this.height = (TALL + GAP + LABEL + LOUPE) * this.unit;
    this.element.style.width = `${width}px`;
    const ratio = devicePixelRatio || 1;
    Object.assign(this.canvas, { width: Math.round(width * ratio), height: Math.round(this.height * ratio) });
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${this.height}px` });
  }

  /** @param {DOMRect} stage */
  anchor(stage) {
    this.origin = standing(this.canvas, stage);
  }

  /** Where a sample stands: the middle of what a moment looks at is above the middle of the moment. @param {number} sample */
  x(sample) {
    const left = gutter(this);
    const moment = (sample - this.window / 2) / this.spec.hop + 0.5;
    return left + (Math.max(0, Math.min(this.moments, moment)) / this.moments) * (this.width - left);
  }

  /** Where one of the two kernels stands. @param {number} k */
  box(k) {
    const left = gutter(this);
    const w = (this.width - left - GAP) / 2;
    return { x: left + k * (w + GAP), y: (TALL + GAP + LABEL) * this.unit, w, h: LOUPE * this.unit };
  }

  /** The band and the moment of the cell that is selected, or from which the way to it leads; else those meant before. @param {import("./base.js").How} how */
  #meant({ selected, first }) {
    const { heard, after, bands } = this.spec;
    for (const { tensor, at } of [selected, first])
      if (tensor === heard || after.includes(tensor)) {
        const [band, moment] = at.slice(-2);
        this.now = { band: band % bands.length, moment };
        break;
      }
    return this.now;
  }

  /** @param {import("./base.js").How} how */
  look(how) {
    const { band, moment } = this.#meant(how);
    return `${band} ${moment}`;
  }

  /** @param {import("./base.js").How} how */
  paint(how) {
    if (!this.width) return;
    const { band, moment } = this.#meant(how);
    const g = pen(this.canvas);
    const ratio = this.canvas.width / this.width;
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, this.width, this.height);
    const from = moment * this.spec.hop;
    this.#whole(g, from, how);
    for (const k of [0, 1]) this.#under(g, k, band, moment, from, how);
    this.element.dataset.band = this.spec.bands[band];
    this.element.dataset.moment = String(moment);
  }

  /** All samples: from the least to the most of those that share a pixel. @param {CanvasRenderingContext2D} g @param {number} from @param {import("./base.js").How} how */
  #whole(g, from, how) {
    const { samples, unit: u } = this;
    const [middle, half] = [(TALL * u) / 2, ((TALL * u) / 2 - 1) / loudestOf(samples)];
    const [a, b] = [this.x(from), this.x(from + this.window)];
    g.fillStyle = how.soft;
    g.fillRect(a, 0, b - a, TALL * u);
    g.beginPath();
    g.moveTo(a, TALL * u);
    g.lineTo(b, TALL * u);
    const [left, right] = [this.box(0), this.box(1)];
    g.lineTo(right.x + right.w, left.y - LABEL * u);
    g.lineTo(left.x, left.y - LABEL * u);
    g.fill();
    g.strokeStyle = how.accent;
    g.lineWidth = 1.5;
    g.strokeRect(a, 1, b - a, TALL * u - 2);
    g.fillStyle = how.ink;
    let [column, low, high] = [Math.floor(this.x(0)), Infinity, -Infinity];
    for (let k = 0; k <= samples.length; k++) {
      const x = k < samples.length ? Math.floor(this.x(k)) : column + 1;
      if (x !== column) {
        g.fillRect(column, middle - high * half, 1, Math.max(1, (high - low) * half));
        [column, low, high] = [x, Infinity, -Infinity];
      }
      low = Math.min(low, samples[k]);
      high = Math.max(high, samples[k]);
    }
  }

  /** One kernel over what lies under it, and what their products add up to. @param {CanvasRenderingContext2D} g @param {number} k @param {number} band @param {number} moment @param {number} from @param {import("./base.js").How} how */
  #under(g, k, band, moment, from, how) {
    const { kernels, heard, bands } = this.spec;
    const { window: size, unit: u } = this;
    const { x, y, w, h } = this.box(k);
    const kernel = this.read(kernels).data.subarray((band + k * bands.length) * size, (band + k * bands.length + 1) * size);
    const most = loudestOf(kernel);
    const under = this.samples.subarray(from, from + size);
    const far = loudestOf(under);
    const [middle, half] = [y + h / 2, h / 2 - 2];
    const px = (/** @type {number} */ n) => x + (n / (size - 1)) * w;
    g.strokeStyle = how.muted;
    g.lineWidth = 0.75;
    g.beginPath();
    under.forEach((v, n) => g.lineTo(px(n), middle - (v / far) * half));
    g.stroke();
    g.lineWidth = 1;
    for (const [colour, sign] of /** @type {const} */ ([[how.palette.above, 1], [how.palette.below, -1]])) {
      g.beginPath();
      g.moveTo(x, middle);
      kernel.forEach((v, n) => g.lineTo(px(n), middle - (sign * v > 0 ? v / most : 0) * half));
      g.lineTo(x + w, middle);
      g.fillStyle = css(colour);
      g.fill();
    }
    g.strokeStyle = how.line;
    g.strokeRect(x + 0.5, y + 0.5, w - 1, h - 1);
    const { data, shape } = this.read(heard);
    g.fillStyle = how.muted;
    g.font = `${TYPE * u}px ${how.font}`;
    const sum = data[(band + k * bands.length) * shape[1] + moment];
    g.fillText(`× ${NAMES[k]} of ${bands[band]}: ${number(sum)}`, x + 2, y - 5 * u);
  }

  #play() {
    this.stage.player.pause();
    const { rate } = this.spec;
    const { samples } = this;
    let heard = () => 0;
    const clock = performance.now();
    try {
      heard = this.sounds.samples(samples, rate);
    } catch {
      heard = () => (performance.now() - clock) / 1000; // a browser that has nothing to hear it by
    }
    say(this.listen, "Stop");
    this.element.dataset.heard = String(Number(this.element.dataset.heard ?? 0) + 1);
    const step = () => {
      const seconds = heard();
      if (seconds * rate >= samples.length) return this.hush();
      const moment = (Math.max(0, seconds) * rate - this.window / 2) / this.spec.hop + 0.5;
      if (!this.stage.still.matches) goOver(this.stage, moment);
      this.#frame = requestAnimationFrame(step);
    };
    this.#frame = requestAnimationFrame(step);
  }

  hush() {
    cancelAnimationFrame(this.#frame);
    if (!this.#frame) return;
    this.#frame = 0;
    this.sounds.hush();
    say(this.listen, "Listen");
    goOver(this.stage, null);
  }

  stop() {
    this.hush();
  }

  /** @param {number | null} moment */
  plays(moment) {
    head(this, moment, this.moments, TALL * this.unit);
  }

  /** @param {string} tensor */
  shows(tensor) {
    return tensor === this.spec.tensor || tensor === this.spec.heard;
  }

  get stops() {
    return [this.spec.tensor, this.spec.heard];
  }

  /** @param {number} channel @param {string} tensor */
  shading(channel, tensor) {
    return tensor === this.spec.tensor ? /** @type {const} */ ({ scale: "signed", limit: 1 }) : super.shading(channel, tensor);
  }

  /** A sample, or what one of the kernels under it answers. @param {number} px @param {number} py @returns {import("./base.js").Place | null} */
  cellAt(px, py) {
    const [x, y] = [px - this.origin.x, py - this.origin.y];
    const { heard, hop, tensor, bands } = this.spec;
    const left = gutter(this);
    if (y >= 0 && y < TALL * this.unit && x >= left && x < this.width) {
      const moment = ((x - left) / (this.width - left)) * this.moments - 0.5;
      return { tensor, at: [0, Math.max(0, Math.min(this.samples.length - 1, Math.round(moment * hop + this.window / 2)))] };
    }
    const k = [0, 1].find((n) => {
      const box = this.box(n);
      return x >= box.x && x < box.x + box.w && y >= box.y && y < box.y + box.h;
    });
    return k === undefined ? null : { tensor: heard, at: [this.now.band + k * bands.length, this.now.moment] };
  }

  /** Samples from the first to the last of them, or the kernels that answered. @param {number[][]} cells @param {string} tensor */
  rects(cells, tensor) {
    const { x, y } = this.origin;
    if (this.absent || !cells.length) return [];
    if (tensor === this.spec.heard) {
      const { band, moment } = this.now;
      return cells
        .filter(([row, t]) => row % this.spec.bands.length === band && t === moment)
        .map(([row]) => this.box(row >= this.spec.bands.length ? 1 : 0))
        .map((box) => ({ ...box, x: box.x + x, y: box.y + y }));
    }
    const [first, last] = [Math.min, Math.max].map((end) => this.x(end(...cells.map(([, n]) => n))));
    return [{ x: x + first, y, w: Math.max(2, last - first), h: TALL * this.unit }];
  }
}

/** @param {Float32Array} samples */
const loudestOf = (samples) => Math.max(LEAST, limitOf(samples));
