/** The keys: told to a reader as the stage's description, and shown to whoever asks, on a card that lies over the panels. */
import { keep, make, parts, say } from "../draw/dom.js";
import { keysFor } from "../input/keys.js";

export class Manual {
  /** @param {import("../stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.told = make("p", { class: "unseen", id: "keys-told", translate: "yes" });
    this.list = make("dl", {});
    const close = make("button", { type: "button", class: "quiet", "aria-label": "Close the list of keys" }, "✕");
    this.card = make("div", { class: "keys-card", role: "group", "aria-label": "Keys", tabindex: -1, hidden: "", translate: "yes" }, make("b", {}, "Keys"), close, this.list);
    this.button = make("button", { type: "button", class: "quiet keys", "aria-expanded": "false", translate: "yes" }, "Keys");
    close.onclick = this.button.onclick = () => this.turn();
    stage.guide.element.append(this.button);
  }

  get open() {
    return !this.card.hidden;
  }

  /** Show the card, or put it away: the focus is back where it was. */
  turn() {
    const focused = /** @type {ShadowRoot} */ (this.card.getRootNode()).activeElement;
    this.card.hidden = this.open;
    this.button.setAttribute("aria-expanded", String(this.open));
    if (this.open) this.card.focus({ preventScroll: true });
    else if (this.card.contains(focused) || !focused) this.stage.root.focus({ preventScroll: true });
  }

  /** As the scene has them. */
  show() {
    const keys = keysFor(this.stage);
    say(this.told, keys.map(({ called, does }) => `${called}: ${does}.`).join(" "));
    keep(this.list, keys.length, () => make("div", {}, make("dt"), make("dd"))).forEach((row, k) => {
      const [name, what] = parts(row);
      say(name, keys[k].called);
      say(what, keys[k].does);
    });
  }
}
