/** Which step of a sequence is meant, where several tensors go through the same steps: that of the selection, or where this has none the one before it. */

/** @typedef {import("../store.js").Place} Place */

/** @param {import("../stage.js").Stage} stage @param {string} tensor one that goes through the steps @param {Place[]} places the selection, and where the way to it began @param {number} was the step before */
export function stepOf({ store: { scene, cells, read } }, tensor, places, was) {
  const axis = (/** @type {string} */ name) => (scene.axes?.[name] ?? cells[name]?.out)?.[0]?.[1];
  const own = axis(tensor);
  const found = places.find((place) => axis(place.tensor) === own);
  return Math.min(found ? found.at[0] : was, read(tensor).shape[0] - 1);
}
