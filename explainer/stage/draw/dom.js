/** The few lines that making elements takes. Text goes in as text, never as markup. */

/** @typedef {Record<string, string | number | undefined>} Attributes */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {Attributes} [attributes] @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/**
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag @param {Attributes} [attributes] @param {...Node} children
 */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  set(element, attributes);
  element.append(...children);
  return element;
}

/** @param {Element} element @param {Attributes} attributes */
export function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}

/** What was said by elements last: what stands there may be a browser's translation of it. @type {WeakMap<Node, string>} */
const said = new WeakMap();

/** Only writes what changes, so that hovering costs no needless layout. @param {Node} node @param {string} text */
export function say(node, text) {
  if (said.get(node) === text) return;
  said.set(node, text);
  node.textContent = text;
}

/**
 * As many children as wanted, made where missing and kept where there.
 * @template {Element} E
 * @param {Element} parent @param {number} count @param {() => E} create
 */
export function keep(parent, count, create) {
  while (parent.children.length > count) parent.lastElementChild?.remove();
  while (parent.children.length < count) parent.append(create());
  return /** @type {E[]} */ ([...parent.children]);
}

/** An element's children, by what they are known to be. @param {Element} element */
export const parts = (element) => /** @type {HTMLElement[]} */ ([...element.children]);

/** Where an element stands, seen from the stage's corner, in the stage's pixels. @param {Element} element @param {DOMRect} stage */
export function standing(element, stage) {
  const box = element.getBoundingClientRect();
  const zoom = element.currentCSSZoom || 1;
  return { x: (box.left - stage.left) / zoom, y: (box.top - stage.top) / zoom, w: box.width / zoom, h: box.height / zoom };
}

/** Which of them a point of the stage lies in, -1 where none. @param {{x: number, y: number, w: number, h: number}[]} places @param {number} x @param {number} y */
export const under = (places, x, y) => places.findIndex((p) => x >= p.x && x < p.x + p.w && y >= p.y && y < p.y + p.h);

/** Do something for an event, and say how long it took until its frame was painted. @param {() => void} work @param {(ms: number) => void} told */
export function timed(work, told) {
  const start = performance.now();
  work();
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => told(performance.now() - start);
    channel.port2.postMessage(0);
  });
}

/** What scrolls an element up and down. @param {Element} element @returns {Element | null} */
export function scrolled(element) {
  for (let node = /** @type {Node | null} */ (element); node; node = node.parentNode ?? /** @type {ShadowRoot} */ (node).host ?? null)
    if (node instanceof Element && node.scrollHeight > node.clientHeight && /auto|scroll/.test(getComputedStyle(node).overflowY)) return node;
  return document.scrollingElement;
}
