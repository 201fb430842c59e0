/**
 * What a page keeps to itself while it asks: of a tensor all, its size, or what one of its cells means.
 *
 * @typedef {"all" | "size" | "sentence"} Secret
 * @typedef {{veil?: Record<string, Secret>}} Scene
 */

/** Whether its numbers are shown nowhere. @param {Scene} scene @param {string} tensor */
export const hidden = ({ veil }, tensor) => veil?.[tensor] === "all";

/** Whether nobody says how large it is. @param {Scene} scene @param {string} tensor */
export const uncounted = ({ veil }, tensor) => veil?.[tensor] === "all" || veil?.[tensor] === "size";

/** Whether no sentence is said about its cells. @param {Scene} scene @param {string} tensor */
export const unsaid = ({ veil }, tensor) => veil?.[tensor] === "all" || veil?.[tensor] === "sentence";

/**
 * Whether which of its cells is selected would answer already: where a place is asked for, or one answer of several, and
 * where the visitor may have gone to its end to see how large it is.
 * @param {import("../store.js").Store} store
 */
export function telling({ scene, chosen, selected: { tensor, at }, read }) {
  if (!hidden(scene, tensor)) return false;
  const last = read(tensor).shape.some((size, d) => size > 1 && at[d] === size - 1);
  return chosen || last || !!scene.ask || Object.values(scene.answers ?? {}).includes(tensor);
}
