"""From the narrowest phone to a projector, and every width between that a tablet has: nothing overflows or overlaps, and every term
of the strip is seen, unless there are very many."""

import pytest

VIEWS = {
    "detection": ["detection-show=Four answers"],
    "pixels": ["pixels-show=Draw"],
    "convolution": ["show=Strip&colours=Colour"],
    "relu": ["relu-show=Two+kernels"],
    "pooling": [],
    "network": ["open=conv2[3]", "network-show=Which+pixels"],
    "training": [],
    "sequences": [],
    "same-bag": [],
    "unroll": [],
    "gates": [],
    "memory": [],
    "music": ["kind=Jig&bars=12"],
    "style": ["style-show=Colours+only", "style-show=The+slow+way"],
    "next-word": ["typed=she+was+ver"],
    "translation": ["looking=Attention+off", "search=Beam+3"],
    "sound": ["listener=GRU", "listener=Bag+of+columns"],
    "series": ["what=Temperature", "what=Sunspots&curves=Moved+back"],
    "genome": ["genome-reader=Only+the+strongest&shift=7"],
    "video": [f"watcher={reader}" for reader in ("Frames+as+channels", "Bag+of+frames", "One+frame")],
}
WIDTHS = (320, 390, 540, 731, 732, 768, 834, 1024, 1180, 1366, 1920)
FITS = """stage => {
    const wide = document.documentElement.clientWidth;
    const main = document.querySelector("[data-testid=stMain]");
    const found = main.scrollWidth > main.clientWidth + 1 ? ["the page"] : [];
    for (const terms of wide < 390 ? [] : stage.querySelectorAll(".equation .terms"))
        if (terms.children.length <= 12 && terms.scrollHeight > terms.clientHeight + 1) found.push("terms below the strip");
    const hides = element => getComputedStyle(element).overflowX !== "visible";
    const clips = element => element !== stage && (hides(element) || clips(element.parentElement));
    const panels = [...stage.querySelectorAll(".board .panel")];
    const boxes = panels.map(e => [e, e.getBoundingClientRect()]).filter(([, box]) => box.height);
    for (const element of stage.querySelectorAll("button, input, .panel, .caption, .where, .hint, canvas")) {
        const box = element.getBoundingClientRect();
        const seen = box.width && getComputedStyle(element).visibility !== "hidden";
        if (seen && box.right > wide + 1 && !clips(element.parentElement)) found.push(`${element.className} ends at ${box.right}`);
    }
    boxes.forEach(([one, a], k) => boxes.slice(k + 1).forEach(([other, b]) => {
        const apart = a.left >= b.right - 2 || b.left >= a.right - 2 || a.top >= b.bottom - 2 || b.top >= a.bottom - 2;
        if (!apart) found.push(`${one.dataset.tensor} lies on ${other.dataset.tensor}`);
    }));
    return found;
}"""
DRAWN = f"stage => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(({FITS})(stage)))))"


@pytest.mark.parametrize("page", VIEWS)
def test_nothing_overflows_at_any_width(read, page):
    hand = read(page)
    for more in ("", *VIEWS[page]):
        if more:
            hand.turn(f"{page}?{more}")
        stage = hand.stage.element_handle()
        for wide in WIDTHS:
            hand.page.set_viewport_size({"width": wide, "height": 1080 if wide > 1400 else 800})
            hand.settles()
            assert hand.page.evaluate(DRAWN, stage) == [], (more, wide)
