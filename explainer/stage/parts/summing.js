/**
 * The lines of an opened map: its inputs times the kernels are the sub-totals, whose lines, as wide as what they carry, run
 * into the plus; from there through the bias to the map, and on to the next.
 */
import { number } from "../arithmetic/words.js";
import { keep, set, svg } from "../draw/dom.js";

const HEAD = 6;
const LETTERS = 46;

/** @typedef {import("../panels/base.js").Rect} Rect */
/** @typedef {import("./wires.js").Feeder} Feeder */

export class Summing {
  constructor() {
    this.signs = svg("g", { class: "signs" });
    this.arrows = svg("path", { class: "arrows" });
  }

  clear() {
    keep(this.signs, 0, () => svg("text"));
    set(this.arrows, { d: "" });
  }

  /**
   * What stands between the columns and beside the sub-totals. @param {import("../stage.js").Stage} stage
   * @param {(tensor: string, channel: number) => Rect | undefined} tile @param {Feeder[]} from what the selected cell is made of
   */
  show(stage, tile, from) {
    const { store, panels, root } = stage;
    const { opened, cells, scene } = store;
    if (!opened) return this.clear();
    const parts = scene.apart?.[opened.tensor];
    const [products] = cells[opened.tensor].parts;
    const [channel] = opened.at;
    const large = panels.filter((p) => p.grows).map((p) => p.whole(p.spec.tensor, channel));
    const unit = Number(root.style.getPropertyValue("--u")) || 1;
    /** @type {{x: number, y: number, text: string, anchor: string}[]} */
    const signs = [];
    const plus = panels.find((p) => p.spec.kind === "plus");
    if (parts) {
      const count = products.over[0][1];
      const [source, weight] = products.of.map((f) => f.tensor);
      for (let c = 0; c < count; c++) {
        const three = [tile(source, c), tile(weight, channel * count + c), tile(parts, channel * count + c)];
        const [input, kernel, sum] = three;
        if (!input || !kernel || !sum) continue;
        const y = sum.y + sum.h / 2;
        signs.push({ x: (input.x + input.w + kernel.x) / 2, y, text: "×", anchor: "middle" }, { x: (kernel.x + kernel.w + sum.x) / 2, y, text: "=", anchor: "middle" });
        const value = from.find((f) => f.channel === c)?.value;
        if (value !== undefined) signs.push({ x: sum.x + sum.w + (LETTERS - 4) * unit, y, text: number(value), anchor: "end" });
      }
    }
    keep(this.signs, signs.length, () => svg("text", { "dominant-baseline": "central" })).forEach((element, k) => {
      const { x, y, text, anchor } = signs[k];
      set(element, { x, y, "text-anchor": anchor });
      element.textContent = text;
    });
    const chain = [plus?.whole("", 0), ...large].flatMap((rect) => rect ?? []);
    const arrows = chain.slice(1).map((to, k) => arrow(chain[k], to));
    const circle = plus?.whole("", 0);
    if (circle) arrows.push(`M${circle.x + circle.w / 2},${circle.y + circle.h} v${36 * unit}`);
    set(this.arrows, { d: arrows.join("") });
  }

  /** From where a sub-total's line starts: behind its number. @param {Rect} rect @param {number} unit @returns {Rect} */
  static start(rect, unit) {
    return { ...rect, w: rect.w + LETTERS * unit };
  }
}

/** Straight across, at the height of the one that is smaller. @param {Rect} a @param {Rect} b */
function arrow(a, b) {
  const y = a.h < b.h ? a.y + a.h / 2 : b.y + b.h / 2;
  const [x1, x2] = [a.x + a.w + 3, b.x - 5];
  return `M${x1},${y}H${x2}m${-HEAD},${-HEAD / 1.5}L${x2},${y}l${-HEAD},${HEAD / 1.5}`;
}
