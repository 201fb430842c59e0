/**
 * Where what a tour points at stands in the window: on the stage, or among the page's own widgets. Where something else comes
 * first, that is pointed at: the button behind which a narrow screen keeps it, or the question for whose answer it waits.
 *
 * @typedef {import("../payload.js").Spot} Spot
 * @typedef {import("../stage.js").Stage} Stage
 * @typedef {{left: number, top: number, right: number, bottom: number}} Box in the window
 * @typedef {{element: Element, box: Box, way?: boolean}} Found way: what leads there
 * @typedef {{shows: Box, kept: Box[], drawn: Box[], seen: Box[], sticks: number}} Surroundings what of the window shows the spot
 *   when it is scrolled to, what must not be covered, what is watched meanwhile, and what had better not be covered; how far the
 *   page scrolls before the spot goes along
 */
import { inColumns } from "./narrow.js";

/** @param {Element | null | undefined} element */
const shown = (element) => !!element?.getClientRects().length;

/** @param {Stage} stage @param {Spot} spot @returns {Found | null} */
export function find(stage, { where, names = [] }) {
  if (where === "panel") return panel(stage, names);
  if (where === "prediction") return question(stage);
  if (where === "player" && stage.player.off) return onTheWay(question(stage));
  const inside = { strip: stage.equation.element, player: stage.player.toggleButton }[where];
  return inside ? seen(inside) : outside(stage, names.flatMap(keyed));
}

/** A setting's widget, or the button that it is folded into. @param {string} key */
const keyed = (key) => [`.st-key-thumbs-${key}`, `.st-key-${key}`, `.st-key-open-${key}`];

/** @param {Element | null | undefined} element @returns {Found | null} */
const seen = (element) => (element && shown(element) ? { element, box: element.getBoundingClientRect() } : null);

/** @param {Found | null} found @returns {Found | null} */
const onTheWay = (found) => found && { ...found, way: true };

/** What the page asks: what would answer it waits for that. @param {Stage} stage */
const question = (stage) => outside(stage, [".st-key-predict"]);

/** @param {Stage} stage @param {string[]} selectors @returns {Found | null} */
function outside({ guide }, selectors) {
  const all = selectors.flatMap((selector) => [...document.querySelectorAll(selector)]);
  const found = seen(all.find(shown));
  if (!found) return all.some((element) => element.closest(".st-key-controls")) ? onTheWay(seen(guide.settings)) : null;
  const content = [...found.element.children].filter(shown).map((child) => child.getBoundingClientRect());
  return content.length ? { ...found, box: within(around(content), found.box) } : found;
}

/** A tensor's panel, or the row of it that is the tensor's. @param {Stage} stage @param {string[]} names @returns {Found | null} */
function panel(stage, names) {
  const { store: { scene, read }, root, layers } = stage;
  const of = (/** @type {string} */ tensor) => stage.panelOf(tensor) ?? stage.panels.find((p) => p.edits.includes(tensor));
  const name = (names.length ? names : [scene.play]).find(of);
  const found = name && of(name);
  if (!found) return null;
  if (found.spec.kind === "veil") return onTheWay(question(stage));
  if (found.absent) return onTheWay(seen(layers.element.children[inColumns(stage).findIndex((column) => column.includes(found))]));
  const whole = seen(/** @type {{canvas?: Element}} */ (found).canvas ?? found.body);
  if (!whole || name === found.spec.tensor || !found.shows(name)) return whole && { ...whole, box: within(whole.box, found.body.getBoundingClientRect()) };
  const [steps, units] = read(name).shape;
  const ends = Array.from({ length: steps }, (_, t) => [[t, 0], [t, (units ?? 1) - 1]]).flat();
  const corner = root.getBoundingClientRect();
  const rects = found.rects(ends, name).map(({ x, y, w, h }) => ({ left: x + corner.left, top: y + corner.top, right: x + w + corner.left, bottom: y + h + corner.top }));
  return { ...whole, box: rects.length ? within(around(rects), whole.box) : whole.box };
}

/** @param {Box[]} boxes @returns {Box} */
const around = (boxes) => ({
  left: Math.min(...boxes.map((b) => b.left)),
  top: Math.min(...boxes.map((b) => b.top)),
  right: Math.max(...boxes.map((b) => b.right)),
  bottom: Math.max(...boxes.map((b) => b.bottom)),
});

/** What of a box lies in another. @param {Box} box @param {Box} other @returns {Box} */
export const within = (box, other) => ({
  left: Math.max(box.left, other.left),
  top: Math.max(box.top, other.top),
  right: Math.min(box.right, other.right),
  bottom: Math.min(box.bottom, other.bottom),
});

/** What is unfolded over the page for a choice. */
export const unfolded = () => [...document.querySelectorAll("[data-testid=stPopoverBody]")];

/** What a panel draws. @param {import("../panels/registry.js").Panel} panel */
const drawing = (panel) => /** @type {{canvas?: Element}} */ (panel).canvas ?? panel.body;

/** @param {Stage} stage @param {Element} element @returns {Surroundings} */
export function surroundings({ narrow, root, bar, equation, caption, player, guide, panels }, element) {
  const sticks = narrow && bar.contains(element);
  const scrolls = narrow && !sticks && root.contains(element) && element !== guide.settings;
  const page = document.querySelectorAll("h1, [data-testid=stHeader], .st-key-predict > *, .st-key-controls > *");
  const there = panels.filter((p) => !p.absent);
  const others = [...there.map((p) => p.element), caption.element, player.element, ...guide.element.children, ...page];
  const boxes = (/** @type {Element[]} */ elements) => elements.map((e) => e.getBoundingClientRect());
  const drawn = there.filter((p) => p.spec.kind !== "veil").map((p) => within(drawing(p).getBoundingClientRect(), p.body.getBoundingClientRect()));
  return {
    shows: { left: 0, top: 0, right: innerWidth, bottom: scrolls ? Math.min(innerHeight, bar.getBoundingClientRect().top) : innerHeight },
    kept: boxes([narrow && !sticks ? bar : equation.element, ...unfolded()]),
    drawn: [...drawn, ...boxes([...document.querySelectorAll("[data-testid=stPlotlyChart]")])],
    seen: boxes(others),
    sticks: sticks ? root.getBoundingClientRect().bottom - bar.getBoundingClientRect().bottom : 0,
  };
}
