/** The torch to start from, over the page, where its lines have room on any screen; with a button that copies it. */
import { make, say } from "../draw/dom.js";

export class Torch {
  code = "";

  /** @param {string} called */
  constructor(called) {
    this.button = make("button", { type: "button", "aria-haspopup": "dialog" }, called);
    this.lines = make("code");
    this.copy = make("button", { type: "button" });
    this.shut = make("button", { type: "button", class: "shut", "aria-label": "Close" }, "×");
    const head = make("header", {}, make("h2", { id: "torch-called" }, called), this.copy, this.shut);
    const inside = make("div", {}, head, make("pre", { translate: "no" }, this.lines));
    this.dialog = make("dialog", { class: "torch", "aria-labelledby": "torch-called" }, inside);
    this.button.addEventListener("click", () => this.open());
    this.shut.addEventListener("click", () => this.dialog.close());
    this.copy.addEventListener("click", () => this.take());
    this.dialog.addEventListener("click", ({ target }) => target === this.dialog && this.dialog.close());
    this.dialog.addEventListener("close", () => this.button.focus());
  }

  open() {
    this.lines.textContent = this.code;
    say(this.copy, "Copy");
    this.dialog.showModal();
  }

  /** Where a browser gives nobody its clipboard, as on a line that is not safe, what is selected can be copied all the same. */
  async take() {
    try {
      await navigator.clipboard.writeText(this.code);
    } catch {
      getSelection()?.selectAllChildren(this.lines);
      if (!document.execCommand("copy")) return;
    }
    say(this.copy, "Copied");
  }
}
