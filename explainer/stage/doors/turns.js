/**
 * Whose drawing moves: at most three of those in view, each for a round, then the next ones; the one that is pointed at at once.
 * None where less motion is wanted, the map is paused or nobody sees it: those stand as they are at the end of their round.
 */
import { lookOf } from "../draw/colours.js";
import { make } from "../draw/dom.js";
import { paint } from "./parts.js";

const AT_ONCE = 3;
const ROUND = 7000; // milliseconds
const FRAME = 30;
const IN_VIEW = 0.4;

/**
 * @typedef {import("./build.js").Drawn & {numbers?: import("./numbers.js").Numbers, asked?: boolean, seen?: boolean, since?: number, last: number, marks?: unknown}} Turn
 *   `since` is when its round began, `last` when it moved last
 */

export class Turns {
  /** @param {HTMLElement} map @param {import("./build.js").Drawn[]} doors @param {HTMLButtonElement} pause */
  constructor(map, doors, pause) {
    this.map = map;
    /** @type {Turn[]} */
    this.doors = doors.map((door) => ({ ...door, last: -Infinity }));
    this.pause = pause;
    this.paused = false;
    this.frame = 0;
    this.ended = false;
    /** @type {import("../draw/colours.js").Look | undefined} */
    this.look = undefined;
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.scheme = matchMedia("(prefers-color-scheme: dark), (forced-colors: active)");
    this.repaint = this.repaint.bind(this);
    this.go = this.go.bind(this);
    this.still.addEventListener("change", this.go);
    this.scheme.addEventListener("change", this.repaint);
    this.view = new IntersectionObserver((all) => this.saw(all), { threshold: [0, IN_VIEW] });
    this.size = new ResizeObserver(this.repaint);
    for (const door of this.doors) {
      this.view.observe(door.canvas);
      this.size.observe(door.canvas);
      for (const kind of ["pointerenter", "focus"]) door.link.addEventListener(kind, () => this.first(door));
    }
    pause.addEventListener("click", () => {
      this.paused = !this.paused;
      this.go();
    });
    this.go();
  }

  /** @param {IntersectionObserverEntry[]} all */
  saw(all) {
    for (const { target, isIntersecting, intersectionRatio } of all) {
      const door = /** @type {Turn} */ (this.doors.find(({ canvas }) => canvas === target));
      door.seen = isIntersecting && intersectionRatio >= IN_VIEW;
      if (!isIntersecting || door.asked) continue;
      door.asked = true;
      door.load().then(
        (found) => {
          if (this.ended) return;
          door.numbers = found;
          door.link.dataset.drawn = "true";
          this.rest(door);
          this.go();
        },
        (error) => {
          console.warn(error);
          door.canvas.replaceWith(make("span", { class: "asks" }, door.link.title));
        },
      );
    }
    this.go();
  }

  /** It moves now, instead of the one that has moved longest. @param {Turn} door */
  first(door) {
    if (!this.may || !door.numbers || door.since !== undefined) return;
    const moving = this.doors.filter(({ since }) => since !== undefined);
    if (moving.length >= AT_ONCE) this.rest(moving.reduce((a, b) => (Number(a.since) < Number(b.since) ? a : b)));
    this.begin(door, performance.now());
    this.go();
  }

  get may() {
    return !this.paused && !this.still.matches;
  }

  /** Go on, or stand still, as things are now. */
  go() {
    this.pause.hidden = this.still.matches;
    this.pause.textContent = this.paused ? "Move the pictures" : "Hold the pictures";
    for (const door of this.doors) if (door.since !== undefined && !(this.may && door.seen)) this.rest(door);
    if (this.may && !this.frame && this.doors.some(({ seen, numbers }) => seen && numbers)) this.frame = requestAnimationFrame((now) => this.step(now));
  }

  /** @param {number} now */
  step(now) {
    this.frame = 0;
    if (this.ended) return;
    for (const door of this.doors) {
      if (door.since === undefined) continue;
      if (now - door.since >= ROUND) this.rest(door);
      else if (now - door.last >= FRAME) this.draw(door, now);
    }
    const waiting = this.doors.filter(({ seen, numbers, since }) => seen && numbers && since === undefined).sort((a, b) => a.last - b.last);
    const free = AT_ONCE - this.doors.filter(({ since }) => since !== undefined).length;
    for (const door of waiting.slice(0, free)) this.begin(door, now);
    this.go();
  }

  /** @param {Turn} door @param {number} now */
  begin(door, now) {
    door.since = now;
    door.link.dataset.moving = "true";
    this.draw(door, now);
  }

  /** @param {Turn} door @param {number} now */
  draw(door, now) {
    door.last = now;
    this.show(door, (now - Number(door.since)) / ROUND);
  }

  /** As at the end of its round. @param {Turn} door */
  rest(door) {
    door.since = undefined;
    delete door.link.dataset.moving;
    this.show(door, 1);
  }

  /** @param {Turn} door @param {number} share of its round */
  show(door, share) {
    this.look ??= lookOf(this.map);
    if (door.numbers) paint(door.canvas, door.drawing, door.numbers, this.look, share);
  }

  /** In the colours and sizes there are now. */
  repaint() {
    this.look = undefined;
    const now = performance.now();
    for (const door of this.doors) this.show(door, door.since === undefined ? 1 : (now - door.since) / ROUND);
  }

  destroy() {
    this.ended = true;
    cancelAnimationFrame(this.frame);
    this.still.removeEventListener("change", this.go);
    this.scheme.removeEventListener("change", this.repaint);
    this.view.disconnect();
    this.size.disconnect();
  }
}
