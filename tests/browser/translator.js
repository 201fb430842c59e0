// What a browser's translation does to a page: each text is replaced by an element with other words in it, then and there
// and whenever there are new ones, in shadows too, except where that must not be.
(() => {
  const own = new WeakSet();
  const watched = new WeakSet();

  function translate(text) {
    const [outer, inner] = [document.createElement("font"), document.createElement("font")];
    own.add(inner);
    inner.textContent = `«${text.data}»`;
    outer.append(inner);
    text.replaceWith(outer);
  }

  function may({ data, parentElement: parent }) {
    return data.trim() && parent instanceof HTMLElement && parent.translate && !own.has(parent) && !parent.closest("script, style");
  }

  function visit(root) {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    const texts = [];
    for (let node = root; node; node = walk.nextNode()) {
      if (node.shadowRoot) watch(node.shadowRoot);
      if (node.nodeType === Node.TEXT_NODE && may(node)) texts.push(node);
    }
    texts.forEach(translate);
  }

  function watch(root) {
    if (watched.has(root)) return;
    watched.add(root);
    new MutationObserver((changes) => {
      for (const { addedNodes, target, type } of changes) {
        for (const node of type === "characterData" ? [target] : addedNodes) if (node.isConnected) visit(node);
      }
    }).observe(root, { subtree: true, childList: true, characterData: true });
    visit(root);
  }

  watch(document.body);
})();
