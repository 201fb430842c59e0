"""All that a page says, to whoever looks into it: its texts and attributes, shadow roots too, and what readers are told."""

# What only says how something looks, and the row that asks, whose options have the answer among them. The page's question is
# its heading, and the names of the chapters lead there.
WALK = """() => {
    const looks = /^(class|style|id|d|x|y|x1|y1|x2|y2|cx|cy|r|rx|width|height|transform|viewBox|points|href|src|srcset|fill)$/;
    const others = "script, style, h1, .st-key-predict, #opening, .st-key-foot, [data-testid=stHeader], [data-testid=stSidebar]";
    const found = [document.title];
    const walk = node => {
        if (node.nodeType === Node.TEXT_NODE) return found.push(node.data.trim());
        if (node.nodeType === Node.ELEMENT_NODE) {
            if (node.matches(others)) return;
            const name = node.dataset?.testid ?? node.localName;
            for (const {name: key, value} of node.attributes) if (!looks.test(key)) found.push(`${name} ${key}=${value}`);
            if (node.value !== undefined && node.localName !== "li") found.push(`${name} value=${node.value}`);
            if (node.shadowRoot) walk(node.shadowRoot);
        }
        node.childNodes.forEach(walk);
    };
    walk(document.body);
    return found.filter(Boolean);
}"""
TOLD = f"""tells => {{
    const found = ({WALK})();
    return tells.every(tell => found.some(one => new RegExp(tell).test(one)));
}}"""


def in_the_document(hand):
    return hand.page.evaluate(WALK)


def to_readers(hand):
    """Names, values and descriptions in the accessibility tree, but of the row that asks, the heading and the chapters."""
    line = hand.page.context.new_cdp_session(hand.page)
    line.send("DOM.getDocument", {"depth": 0})
    without = set()
    for part in (".st-key-predict", "h1", ".st-key-foot", "[data-testid=stHeader]"):
        handle = line.send("Runtime.evaluate", {"expression": f"document.querySelector('{part}')"})["result"]
        if "objectId" in handle:
            without.add(line.send("DOM.describeNode", {"objectId": handle["objectId"]})["node"]["backendNodeId"])
    nodes = {node["nodeId"]: node for node in line.send("Accessibility.getFullAXTree")["nodes"]}
    line.detach()
    found = []

    def walk(node):
        if node.get("backendDOMNodeId") in without:
            return
        told = [node.get(key, {}) for key in ("name", "value", "description")]
        told += [one["value"] for one in node.get("properties", ()) if one["name"] != "url"]
        found.extend(str(one["value"]) for one in told if one.get("value"))
        for child in node.get("childIds", ()):
            if child in nodes:
                walk(nodes[child])

    walk(next(node for node in nodes.values() if "parentId" not in node))
    return found


def says(hand):
    return in_the_document(hand) + to_readers(hand)


def comes_to_say(hand, tells):
    """Wait until the document says all of these."""
    hand.page.wait_for_function(TOLD, arg=tells)
