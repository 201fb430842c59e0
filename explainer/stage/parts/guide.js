/** The line above the panels: what to do here, the way back from an opened map, and the steps back through the layers. */
import { best } from "../arithmetic/extremes.js";
import { percent } from "../arithmetic/words.js";
import { make, say } from "../draw/dom.js";
import { hidden } from "./secrets.js";

const SETTINGS = "data-settings";
const HINT = "Point at a cell to see what it is made of; a click pins it.";
const ASKED = "Click in the picture to answer; or arrow keys and Enter.";
const HINT_OF_A_FINGER = "Tap a cell to see what it is made of.";
const ASKED_OF_A_FINGER = "Tap the picture to answer.";
const OPENED = "Point at a kernel for its products, at a cell for its sum; drag a kernel’s numbers.";

export class Guide {
  /** @param {HTMLElement} way the steps so far @param {() => void} close @param {HTMLElement} tour what offers it */
  constructor(way, close, tour) {
    this.hint = make("span", { class: "hint", translate: "yes" });
    this.way = way;
    this.back = make("button", { type: "button", class: "back", translate: "yes" }, "← All layers");
    this.back.onclick = close;
    this.outcome = make("span", { class: "outcome", translate: "yes" });
    this.settings = make("button", { type: "button", class: "back settings", translate: "yes", "aria-expanded": "false" }, "Settings");
    this.settings.onclick = () => this.unfold(!this.open);
    this.element = make("div", { class: "guide" }, this.back, way, this.hint, this.outcome, tour, this.settings);
  }

  /** Whether the page's settings, which have no room on a narrow screen, lie over its foot. */
  get open() {
    return document.documentElement.hasAttribute(SETTINGS);
  }

  /** @param {boolean} open */
  unfold(open) {
    document.documentElement.toggleAttribute(SETTINGS, open);
    this.settings.setAttribute("aria-expanded", String(open));
  }

  /** @param {import("../store.js").Store} store @param {boolean} narrow where no map is opened */
  show({ scene, opened, read }, narrow) {
    const open = !!opened && !narrow;
    this.back.hidden = !open;
    say(this.outcome, open || (narrow && scene.wired) ? answered(scene, read) : "");
    const [asked, hint] = narrow ? [ASKED_OF_A_FINGER, HINT_OF_A_FINGER] : [ASKED, scene.hint ?? HINT];
    say(this.hint, open ? OPENED : scene.ask ? asked : hint);
    this.hint.hidden = !this.way.hidden;
  }
}

/** What the whole of it answers, where that has no place. @param {import("../payload.js").Scene} scene @param {import("../arithmetic/declaration.js").Read} read */
function answered(scene, read) {
  const { answers, words } = scene;
  const [tensor] = Object.values(answers ?? {});
  if (!tensor || hidden(scene, tensor)) return "";
  const { data } = read(tensor);
  const most = best(data);
  return most < 0 ? "" : `read as ${words?.[tensor]?.[most] ?? most}: ${percent(data[most], 1)}`;
}
