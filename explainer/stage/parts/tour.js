/**
 * A page's tour: one card after the other, beside the live thing it points at, until that was done. It goes along with
 * whatever the page does meanwhile: a step whose thing is gone is left out. Nothing of it goes to the server.
 *
 * @typedef {import("../payload.js").Step} Step
 * @typedef {import("./spots.js").Box} Box
 */
import { cellName } from "../arithmetic/words.js";
import { make, say, scrolled, set, svg } from "../draw/dom.js";
import { Offer } from "./offer.js";
import { apart, arrow, covered, forRoom, place, ring } from "./placing.js";
import { find, surroundings, unfolded, within } from "./spots.js";

const TICK_MS = 1200;
const WATCHED_MS = 6000;
const GONE_MS = 800;
const MEANT_MS = 400;
const AROUND = 4;
const FADE = { duration: 220, easing: "ease-out" };

export class Tour {
  /** @type {import("../payload.js").Tour | undefined} */
  #tour;
  #settled = false;
  /** @type {Step[]} those under way; none where it is closed */
  #steps = [];
  #at = 0;
  /** When the card went on by itself. */
  #since = -Infinity;
  /** When the step was done. */
  #done = 0;
  /** Since when there is nothing to point at. */
  #gone = 0;
  #frame = 0;
  #stands = "";
  /** @type {Element | null} */
  #target = null;
  #way = false;
  /** Whether the card had the focus when it went; the stage has it until the next one stands. */
  #focused = false;
  /** @type {{cell: string, link: URLSearchParams}} as it was when the step began */
  #before = { cell: "", link: new URLSearchParams() };
  /** @type {{x: number, y: number} | null} where the pointer is; null where keys are used */
  #hand = null;

  /** @param {import("../stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.offer = new Offer(() => (this.open ? this.close() : this.start()));
    this.badge = make("b", { class: "badge", "aria-hidden": "true" });
    this.count = make("span", { class: "count" });
    this.text = make("p");
    this.next = make("button", { type: "button", class: "next" });
    this.next.onclick = () => {
      if (!this.next.ariaDisabled) this.#to(this.#at + 1);
    };
    const end = make("button", { type: "button", class: "end", "aria-label": "Close the tour", title: "Close (Esc)" }, "×");
    end.onclick = () => this.close();
    this.card = make(
      "section",
      { class: "tour-card", "data-testid": "tour", role: "dialog", "aria-modal": "false", "aria-label": "Tour", translate: "yes", hidden: "" },
      make("header", {}, this.badge, this.count, end),
      this.text,
      this.next,
    );
    this.said = make("p", { class: "tour-said unseen", "aria-live": "polite", translate: "yes" });
    this.halo = svg("path", { class: "halo" });
    this.line = svg("path", { class: "line", "data-testid": "tour-ring" });
    this.pointer = svg("svg", { class: "tour-pointer", "aria-hidden": "true" }, this.halo, this.line);
    this.element = make("div", { class: "tour" }, this.card, this.said, this.pointer);
    for (const type of /** @type {const} */ (["pointermove", "pointerdown"])) document.addEventListener(type, this.#pointed, true);
    document.addEventListener("keydown", this.#keyed, true);
    document.addEventListener("click", this.#pressed, true);
  }

  destroy() {
    cancelAnimationFrame(this.#frame);
    for (const type of /** @type {const} */ (["pointermove", "pointerdown"])) document.removeEventListener(type, this.#pointed, true);
    document.removeEventListener("keydown", this.#keyed, true);
    document.removeEventListener("click", this.#pressed, true);
  }

  get open() {
    return this.#steps.length > 0;
  }

  /** @returns {Step | undefined} the one under way, as long as it is not done */
  get #step() {
    return this.#done ? undefined : this.#steps[this.#at];
  }

  /** Another scene, or the same. @param {import("../payload.js").Tour | undefined} tour @param {boolean} settled whether the prediction is answered */
  take(tour, settled) {
    if (tour?.page !== this.#tour?.page) this.close();
    this.#tour = tour;
    this.#settled = settled;
    this.offer.show(tour?.page ?? "", this.#fitting().length);
    if (settled) this.#did("answered");
  }

  /** What is still to be done, on a screen like this. */
  #fitting() {
    const { narrow } = this.stage;
    return (this.#tour?.steps ?? []).filter(({ done }) => !(done === "answered" && this.#settled) && !(done === "opened" && narrow));
  }

  start() {
    this.#steps = this.#fitting();
    this.offer.taken(true);
    this.#to(0);
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(this.#watch);
  }

  close() {
    cancelAnimationFrame(this.#frame);
    this.#steps = [];
    this.#show(false);
    say(this.said, "");
    this.offer.taken(false);
    if (this.#focused) this.offer.button.focus({ preventScroll: true });
    this.#focused = false;
  }

  /** @param {number} k */
  #to(k) {
    if (k >= this.#steps.length) return this.close();
    const { store, player } = this.stage;
    if (player.brief) player.pause();
    this.#at = k;
    this.#done = this.#gone = 0;
    this.#target = null;
    this.#stands = "";
    this.#before = { cell: store.path.length ? cellName(store.selected) : "", link: new URLSearchParams(location.search) };
    this.#show(false);
  }

  /** @param {boolean} shown */
  #show(shown) {
    const { root } = this.stage;
    const focused = /** @type {ShadowRoot} */ (this.card.getRootNode()).activeElement;
    if (!shown && this.card.contains(focused)) {
      this.#focused = true;
      root.focus({ preventScroll: true });
    }
    this.card.hidden = !shown;
    this.pointer.style.display = shown ? "" : "none";
    if (shown && this.#focused) {
      this.#focused = false;
      if (focused === root) this.next.focus({ preventScroll: true });
    }
  }

  /** The number, the sentence and the way on. */
  #write() {
    const [count, last] = [`${this.#at + 1} of ${this.#steps.length}`, this.#at === this.#steps.length - 1];
    say(this.badge, this.#done ? "✓" : String(this.#at + 1));
    say(this.count, this.#done ? "done" : count);
    say(this.text, this.#steps[this.#at].text);
    say(this.next, last ? "Finish" : this.#done ? "Next" : "Skip this step");
    this.card.classList.toggle("done", this.#done > 0);
    say(this.said, this.#done ? "Done." : `${count}: ${this.#steps[this.#at].text}`);
  }

  /** Every frame: what is pointed at may move, go, or be done. @param {number} now */
  #watch = (now) => {
    this.#frame = requestAnimationFrame(this.#watch);
    // What is pressed as the card goes on by itself was meant for the one before.
    this.next.ariaDisabled = now - this.#since > MEANT_MS ? null : "true";
    const step = this.#step;
    if (!step) {
      const { editing, player } = this.stage;
      if (now - this.#done > (player.playing ? WATCHED_MS : TICK_MS) && !editing.held) {
        this.#since = now;
        this.#to(this.#at + 1);
      }
      if (!this.open) return;
    } else if (step.done === "changed" && (step.of ?? step.at.names ?? []).some((key) => this.#changed(key))) this.#did("changed");
    const found = find(this.stage, this.#steps[this.#at].at);
    if (found) {
      this.#gone = 0;
      this.#point(found);
    } else if (document.querySelector("#opening")) return;
    else if (!this.#gone) this.#gone = now;
    else if (now - this.#gone > GONE_MS) {
      this.#steps.splice(this.#at, 1);
      this.#to(this.#at);
    }
  };

  /** @param {string} key */
  #changed(key) {
    return String(new URLSearchParams(location.search).getAll(key)) !== String(this.#before.link.getAll(key));
  }

  /** @param {import("./spots.js").Found} found */
  #point({ element, box, way = false }) {
    const { stage, card } = this;
    const appears = card.hidden;
    if (appears) {
      this.#show(true);
      this.#write();
    }
    const around = surroundings(stage, element);
    const behavior = stage.still.matches ? "auto" : "smooth";
    const { top, bottom } = around.shows;
    const fresh = element !== this.#target;
    const there = box.top >= top && box.bottom <= bottom;
    if (fresh && !there) element.scrollIntoView({ block: "center", inline: "nearest", behavior });
    [this.#target, this.#way] = [element, way];
    const covers = this.#stand(box, around);
    if (fresh && there && covers) scrolled(element)?.scrollBy({ top: this.#room(box, around), behavior });
    if (!appears || stage.still.matches) return;
    for (const shown of [card, this.pointer]) shown.animate([{ opacity: 0 }, { opacity: 1 }], FADE);
    this.line.animate([{ strokeWidth: "9px" }, { strokeWidth: "2.5px" }], { ...FADE, duration: 450 });
  }

  /** How far to scroll so that there is room for the card below: nowhere, if what is drawn would go from view. @param {Box} box @param {import("./spots.js").Surroundings} around */
  #room(box, { drawn, sticks }) {
    const by = sticks + forRoom(this.#size, box, innerHeight);
    const head = document.querySelector("[data-testid=stHeader]")?.getBoundingClientRect().bottom ?? 0;
    return by > 0 && drawn.every(({ top }) => top - by >= head) ? by : 0;
  }

  get #size() {
    return { width: this.card.offsetWidth, height: this.card.offsetHeight };
  }

  /** Card, ring and arrow where they belong, as long as that is where they are not; whether the card then covers what is drawn. @param {Box} box @param {import("./spots.js").Surroundings} around */
  #stand({ left, top, right, bottom }, { shows, kept, drawn, seen }) {
    const size = this.#size;
    const stands = [left, top, right, bottom, innerWidth, innerHeight, size.height, ...[...kept, ...drawn].map((b) => b.top)].map(Math.round).join();
    if (stands === this.#stands) return false;
    this.#stands = stands;
    const target = within({ left: left - AROUND, top: top - AROUND, right: right + AROUND, bottom: bottom + AROUND }, { ...shows, left: 2, right: innerWidth - 2 });
    const visible = target.right > target.left && target.bottom > target.top;
    const others = kept.filter((b) => !contains(target, b));
    const watched = drawn.filter((b) => !contains(target, b));
    const card = place(size, visible ? target : shows, others, watched, seen, { width: innerWidth, height: innerHeight });
    this.card.style.transform = `translate(${card.left}px, ${card.top}px)`;
    const d = visible ? ring(target) + arrow(card, target, others.filter((b) => !contains(b, target))) : "";
    for (const path of [this.halo, this.line]) set(path, { d });
    return covered(card, watched) > 0;
  }

  /** The stage's own state has changed. @param {import("../store.js").Change} change */
  told(change) {
    const { store, player, still, revealing } = this.stage;
    if (!this.#step || revealing.moves) return;
    const plays = change === (store.scene.checkpoints ? "numbers" : "playing");
    if (plays && !player.brief && (player.playing || still.matches)) this.#did("played");
    if (change === "numbers" && !plays) this.#did("edited");
    if (change === "pin" && store.pinned) this.#did("pinned");
    if (change === "open" && store.opened) this.#did("opened");
    if (change === "selection" && !player.playing && cellName(store.selected) !== this.#before.cell && this.#there()) this.#did("selected");
  }

  /** Whether the hand is on what is pointed at, or on the keys. */
  #there() {
    const found = this.#step && find(this.stage, this.#step.at);
    if (!found || found.way) return false;
    if (!this.#hand) return true;
    const at = { left: this.#hand.x, right: this.#hand.x, top: this.#hand.y, bottom: this.#hand.y };
    return apart(at, found.box) === 0;
  }

  /** @param {string} what */
  #did(what) {
    if (this.#step?.done !== what || this.card.hidden) return;
    this.#done = performance.now();
    this.#write();
  }

  #pointed = (/** @type {PointerEvent} */ e) => {
    this.#hand = { x: e.clientX, y: e.clientY };
  };

  #pressed = (/** @type {MouseEvent} */ e) => {
    if (this.#step?.done === "pressed" && this.#target && !this.#way && e.composedPath().includes(this.#target)) this.#did("pressed");
  };

  #keyed = (/** @type {KeyboardEvent} */ e) => {
    this.#hand = null;
    const target = /** @type {HTMLElement} */ (e.composedPath()[0]);
    if (e.key !== "Escape" || !this.open || target.matches?.("input, textarea") || unfolded().length) return;
    e.preventDefault();
    e.stopPropagation();
    this.close();
  };
}

/** @param {Box} a @param {Box} b */
const contains = (a, b) => b.left >= a.left && b.right <= a.right && b.top >= a.top && b.bottom <= a.bottom;
