/**
 * What is said to the server, and when what it answers may be shown.
 *
 * Everything said has a number and is said again with whatever follows, until a payload says that it was heard: on the way
 * one message can take another's place. A payload that has not heard everything yet, or that comes while a number is in
 * the hand, waits; the one after it takes its place. So nothing said is lost, and an older answer never replaces a newer.
 *
 * @typedef {{edit: Record<string, number[]>} | {pin: string} | {guess: string} | {open: string} | {checkpoint: number} | {seen: true} | {typed: string} | {played: number[]}} Saying
 * @typedef {(said: {unheard: (Saying & {n: number})[], have: Record<string, string>}) => void} Send
 */
import { headerOf } from "./payload.js";

export class Server {
  #said = 0;
  /** @type {number | undefined} */
  #heard;
  /** @type {(Saying & {n: number})[]} */
  #unheard = [];
  /** @type {{bytes: Uint8Array, header: import("./payload.js").Header} | null} */
  #waiting = null;
  /** @type {(() => void) | null} */
  #then = null;

  /**
   * @param {Send} send @param {() => boolean} busy whether a number is in the hand
   * @param {() => Record<string, string>} have what need not come again, by its id
   * @param {(bytes: Uint8Array, header: import("./payload.js").Header) => void} show
   */
  constructor(send, busy, have, show) {
    this.send = send;
    this.busy = busy;
    this.have = have;
    this.show = show;
  }

  /** Whether something said is not answered yet. */
  get listening() {
    return this.#unheard.length > 0;
  }

  /** Do something when all that was said has been heard; only the last that was asked for is done. @param {() => void} act */
  onceHeard(act) {
    this.#then = act;
  }

  /** @param {Saying} saying */
  say(saying) {
    this.#unheard.push({ n: ++this.#said, ...saying });
    this.again();
  }

  /** Say what has not been heard yet. */
  again() {
    if (this.listening) this.send({ unheard: this.#unheard, have: this.have() });
  }

  /** Everything once more, of which nothing is known here. */
  ask() {
    this.#said++;
    this.send({ unheard: [{ n: this.#said, edit: {} }], have: {} });
  }

  /** @param {Uint8Array} bytes */
  receive(bytes) {
    const header = headerOf(bytes);
    const anew = this.#heard === undefined || header.heard < this.#heard;
    if (anew) this.#said = header.heard;
    this.#heard = header.heard;
    this.#unheard = anew ? [] : this.#unheard.filter(({ n }) => n > header.heard);
    this.#waiting = { bytes, header };
    this.settle();
    if (this.listening || !this.#then) return;
    const act = this.#then;
    this.#then = null;
    act();
  }

  /** Show what waits, if nothing stands in its way any more. */
  settle() {
    if (!this.#waiting || this.busy() || this.#waiting.header.heard < this.#said) return;
    const { bytes, header } = this.#waiting;
    this.#waiting = null;
    this.show(bytes, header);
  }
}
