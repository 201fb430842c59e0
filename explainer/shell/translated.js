/**
 * A browser that translates a page puts an element of its own where each of the page's texts was. The framework knows only
 * the texts: what it then says would be seen by nobody, and what it takes away would stay or stop it. Here it works on what
 * stands there instead, and what it says anew is there for the browser to translate again.
 */
(() => {
  /** What stands where a text was. @type {WeakMap<Node, Element>} */
  const instead = new WeakMap();
  let patched = false;

  /** @param {Node} node @param {Node} parent what it is in, by what the framework knows @returns {Node} */
  function standing(node, parent) {
    const other = instead.get(node);
    if (other?.parentNode === parent) return other;
    /** @type {Node | null} */
    let at = node;
    while (at && at.parentNode !== parent) at = at.parentNode;
    return at ?? node;
  }

  function patch() {
    patched = true;
    const { removeChild, insertBefore } = Node.prototype;
    const value = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(Node.prototype, "nodeValue"));
    Node.prototype.removeChild = function (node) {
      removeChild.call(this, standing(node, this));
      return node;
    };
    Node.prototype.insertBefore = function (node, before) {
      insertBefore.call(this, node, before && standing(before, this));
      return node;
    };
    Object.defineProperty(Node.prototype, "nodeValue", {
      ...value,
      set(text) {
        value.set?.call(this, text);
        const other = instead.get(this);
        if (other?.isConnected) other.replaceWith(this);
      },
    });
  }

  new MutationObserver((changes) => {
    for (const { removedNodes, addedNodes, previousSibling, nextSibling } of changes) {
      for (const node of removedNodes) {
        const other = [...addedNodes, previousSibling, nextSibling].find((one) => one?.nodeName === "FONT");
        if (node.nodeType !== Node.TEXT_NODE || !other) continue;
        instead.set(node, /** @type {Element} */ (other));
        if (!patched) patch();
      }
    }
  }).observe(document.body, { subtree: true, childList: true });
})();
