/** The kinds of panels. A kind is `<kind>.js` and `<kind>.css` in this folder; the server names those that are there. */
/** @typedef {import("./base.js").Spec} Spec */
/** @typedef {import("./base.js").Panel<any>} Panel of whichever kind */

/** @type {Map<string, typeof import("./base.js").Panel<any>>} */
const kinds = new Map();

/** @param {string[]} names */
export async function load(names) {
  const found = await Promise.all(names.map((name) => import(new URL(`${name}.js`, import.meta.url).href)));
  found.forEach((module, k) => kinds.set(names[k], module.default));
}

/**
 * A panel for each spec, where there is one already that one; those that nobody asks for any more are taken down.
 * @param {Spec[][]} columns @param {Panel[]} before @param {import("../stage.js").Stage} stage @returns {Panel[][]}
 */
export function panelsFor(columns, before, stage) {
  const known = new Map(before.map((panel) => [panelKey(panel.spec), panel]));
  const found = columns.map((specs) =>
    specs.map((spec) => {
      const panel = known.get(panelKey(spec));
      known.delete(panelKey(spec));
      return panel ?? new (kindOf(spec))(spec, stage);
    }),
  );
  for (const panel of known.values()) panel.stop();
  return found;
}

/** @param {Spec} spec */
function kindOf({ kind }) {
  const found = kinds.get(kind);
  if (!found) throw new Error(`There is no panel of kind ${kind}.`);
  return found;
}

/** What has to be the same for a panel to stay. @param {Spec} spec */
const panelKey = (spec) => kindOf(spec).key(spec);

/** The same of all of them. @param {Spec[][]} columns */
export const keyOf = (columns) => JSON.stringify(columns.map((specs) => specs.map(panelKey)));
