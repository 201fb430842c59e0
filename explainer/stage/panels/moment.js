/**
 * What a panel is painted from besides its numbers: the theme, and what is on show right now.
 *
 * @typedef {object} Moment
 * @property {import("../store.js").Place} selected
 * @property {import("../store.js").Place} first where the way to the selection began
 * @property {number} channel the selected map, where it is one of the panel's own
 * @property {number | undefined} kernel the opened or the selected map's kernel, where it reads the panel's
 * @property {number | undefined} slice of it, the channel that is selected
 * @property {number} born up to which step the played map is there
 * @property {Float32Array | undefined} birth the step at which each cell comes to be
 * @property {import("../parts/course.js").Words | null} steps
 * @property {number} onward
 * @typedef {import("../draw/colours.js").Look & Moment} How
 */

import { readsFrom } from "../arithmetic/feeding.js";

/** @param {import("../stage.js").Stage} stage @param {string} name the panel's tensor @returns {How} */
export function momentOf({ store, course, look }, name) {
  const { path, selected, born, scene, cells, opened } = store;
  const [first] = path;
  const own = name === first.tensor;
  const reads = cells[first.tensor] && readsFrom(cells[first.tensor], name);
  const reader = opened && readsFrom(cells[opened.tensor], name) ? opened : reads ? first : undefined;
  return {
    ...look,
    channel: own ? first.at[0] : 0,
    kernel: reader?.at[0],
    slice: opened && selected.tensor === scene.apart?.[opened.tensor] ? selected.at[1] : undefined,
    birth: born === Infinity ? undefined : course.born.get(name),
    steps: course.steps,
    onward: course.onward,
    selected,
    first,
    born,
  };
}
