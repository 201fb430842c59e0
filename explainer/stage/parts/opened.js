/**
 * A map opened in place: what stands instead of the layers after it. Its inputs stay where they are, beside each the kernel
 * that reads it and what the two come to, then the sum of these with the bias, the map large, the next one, and the others.
 * A map that is made without weights has its one input beside it.
 *
 * @typedef {import("../panels/base.js").Spec & Partial<import("../panels/map.js").Own & import("../panels/kernel.js").Own & import("../panels/plus.js").Own> & {inside?: boolean}} Spec
 * @typedef {import("../store.js").Place} Place
 * @typedef {import("../stage.js").Stage} Stage
 * @typedef {{kept: Spec[][], rest: Spec[][]}} Unfolded the columns of the layers up to the inputs, and those that take the place of the others
 */
import { readsFrom } from "../arithmetic/feeding.js";

/** @param {import("../store.js").Store} store @param {boolean} narrow where there is no room for it @returns {Unfolded | null} */
export function unfolded({ opened, scene, cells }, narrow) {
  if (!opened || narrow) return null;
  const { tensor, at: [channel] } = opened;
  const column = (/** @type {string} */ name) => scene.columns.findIndex((specs) => specs.some((spec) => spec.tensor === name));
  const own = column(tensor);
  const [spec] = scene.columns[own] ?? [];
  if (!spec || !cells[tensor]) return null;
  const [products, bias] = cells[tensor].parts;
  const kept = scene.columns.slice(0, column(products.of[0].tensor) + 1);
  /** @param {Spec} spec @param {number} grow @returns {Spec} */
  const large = ({ tensor: name, title }, grow) => ({ kind: "map", tensor: name, title: `${title}, map ${channel + 1}`, only: [channel, 1], grow });
  const others = { ...spec, title: "the others", without: channel, note: "", changed: [] };
  const next = scene.columns[own + 1]?.[0];
  const follows = next && cells[next.tensor]?.parts.length === 1 && readsFrom(cells[next.tensor], tensor) ? [[large(next, 1.2)]] : [];
  const rest = sums(scene.apart?.[tensor]) ?? [[large(kept[kept.length - 1][0], 1.4)], [large(spec, 1.4)], ...follows];
  return { kept, rest: [...rest, [others]].map((specs) => specs.map((one) => ({ ...one, inside: true }))) };

  /** @param {string | undefined} parts @returns {Spec[][] | undefined} */
  function sums(parts) {
    if (!parts) return undefined;
    const count = products.over[0][1];
    const [weight, added] = [products.of[1].tensor, bias.of[0].tensor];
    /** @param {string} name @param {string} title @returns {Spec} */
    const few = (name, title) => ({ kind: "map", tensor: name, title, only: [channel * count, count], compact: 1, grow: 0.5, plain: true });
    return [
      [few(weight, count > 1 ? "kernels" : "kernel")],
      [few(parts, count > 1 ? "sub-totals" : "products")],
      [{ kind: "plus", tensor, title: "", bias: added, weight, channel, grow: 0.75 }],
      [large(/** @type {Spec} */ (spec), 1.2), { kind: "kernel", tensor: weight, title: "Kernel", bias: added, small: true }],
      ...follows,
    ];
  }
}

/** Where one points at a kernel of the opened map: what it makes of its input, at the place that is selected. @param {Stage} stage @param {Place} cell @returns {Place | null} */
export function summed({ store: { opened, scene, cells, selected } }, { tensor, at }) {
  const parts = opened && scene.apart?.[opened.tensor];
  if (!parts || cells[opened.tensor].parts[0].of[1].tensor !== tensor) return null;
  return { tensor: parts, at: [...at.slice(0, 2), ...selected.at.slice(-2)] };
}

/** Whether a click there opens the map. @param {Stage} stage @param {Place} cell @param {import("../panels/registry.js").Panel} panel */
export function opens({ narrow, store: { scene, read } }, { tensor }, { spec }) {
  return !narrow && !!scene.wired && !!(/** @type {{compact?: number, plain?: boolean}} */ (spec).compact) && !(/** @type {{plain?: boolean}} */ (spec).plain) && read(tensor).shape.length === 3;
}
