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
