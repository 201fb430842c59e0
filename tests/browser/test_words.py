"""Words in every script and from either side, as they are seen, played and swiped."""

import itertools
import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

HEBREW = "האוכל היה טוב, לא רע בכלל"
FAMILY = "👨‍👩‍👧‍👦"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"

# What stands in the strips, frame by frame while words are played: for a word, the colours of each row in the middle of
# its cells; for a ring, those of the strip that it stands on.
FILM = """([stage, word, rows, frames]) => {
    const panel = stage.querySelector(".columns-panel");
    const canvas = panel.querySelector("canvas");
    const g = canvas.getContext("2d");
    const chips = [...panel.querySelectorAll(".column-word")];
    const strip = (chip, y) => {
        const [box, ratio, own] = [canvas.getBoundingClientRect(), devicePixelRatio, chip.getBoundingClientRect()];
        const at = k => Math.round((own.left - box.left + (k + 0.4) * own.width / 12) * ratio);
        return Array.from({length: 12}, (_, k) => [...g.getImageData(at(k), Math.round((y - box.top) * ratio), 1, 1).data].join());
    };
    const top = () => chips[0].getBoundingClientRect().bottom;
    const rung = () => [...stage.querySelectorAll(".rings rect")].map(r => r.getBoundingClientRect()).flatMap(r => {
        const [x, y] = [r.left + r.width / 2, r.top + r.height / 2];
        const chip = chips.find(c => c.getBoundingClientRect().left <= x && x <= c.getBoundingClientRect().right);
        return y < top() ? [] : [chip ? new Set(strip(chip, y)).size : 0];
    });
    return new Promise(done => {
        const found = [];
        const each = () => {
            const now = chips.findIndex(c => c.classList.contains("now"));
            const box = canvas.getBoundingClientRect();
            found.push({now, rows: rows.map(y => strip(chips[word], box.top + y).join(" ")), rung: rung()});
            if (now > word || found.length > frames) done(found);
            else requestAnimationFrame(each);
        };
        requestAnimationFrame(each);
    });
}"""
# Where the accent's longest level line on the canvas is open, frame by frame.
GAPS = """([stage, frames]) => {
    const canvas = stage.querySelector(".columns-panel canvas");
    const g = canvas.getContext("2d");
    const accent = getComputedStyle(stage).getPropertyValue("--accent").trim();
    const rgb = [1, 3, 5].map(k => parseInt(accent.slice(k, k + 2), 16)).join();
    const line = y => Array.from({length: canvas.width}, (_, x) => x).filter(
        (x, _, all) => { const i = 4 * (y * canvas.width + x); return pixels.slice(i, i + 3).join() === rgb; });
    let pixels = g.getImageData(0, 0, canvas.width, canvas.height).data;
    const rows = Array.from({length: canvas.height}, (_, y) => line(y));
    const y = rows.reduce((best, row, k) => row.length > rows[best].length ? k : best, 0);
    const [left, right] = [rows[y][0], rows[y][rows[y].length - 1]];
    return new Promise(done => {
        const found = [];
        const each = () => {
            pixels = g.getImageData(0, 0, canvas.width, canvas.height).data;
            const there = new Set(line(y));
            const open = Array.from({length: right - left}, (_, k) => left + k).filter(x => !there.has(x));
            if (open.length) found.push((open[0] + open[open.length - 1]) / 2);
            if (--frames) requestAnimationFrame(each);
            else done(found);
        };
        requestAnimationFrame(each);
    });
}"""


# A page that was flung goes on for a while.
AT_REST = """e => new Promise(done => {
    let [before, same] = [-1, 0];
    const each = () => {
        same = e.scrollTop === before ? same + 1 : 0;
        before = e.scrollTop;
        if (same > 15) done();
        else requestAnimationFrame(each);
    };
    each();
})"""


def chips(hand):
    return hand.panel("input").locator(".column-word")


def lefts(found):
    return found.evaluate_all("all => all.map(e => e.getBoundingClientRect().left)")


def film(hand, word, rows, frames=400):
    """The frames of a word that is played, each row at this height below the top of the canvas."""
    hand.page.get_by_role("button", name="Play").click()
    return hand.page.evaluate(FILM, [hand.stage.element_handle(), word, rows, frames])


def heights(hand, *cells):
    """How far below the top of the canvas the rows are in which these cells and their sources stand, downwards."""
    found = set()
    for cell in cells:
        hand.open(cell)
        top = hand.panel("input").locator("canvas").bounding_box()["y"]
        rings = hand.page.locator(".rings rect").evaluate_all(
            "all => all.map(r => r.getBoundingClientRect()).map(r => r.y + r.height / 2)"
        )
        found |= {round(y - top) for y in rings}
    return sorted(found)


def test_a_sentence_from_right_to_left_is_laid_out_played_and_walked_so(read):
    hand = read(f"unroll?sentence={quote(HEBREW)}&cell=rnn1.h[2,3]")
    expect(chips(hand)).to_have_text(["האוכל", "היה", "טוב", ",", "לא", "רע", "בכלל"])
    at = lefts(chips(hand))
    assert at == sorted(at, reverse=True)
    ring = hand.page.locator(".rings rect").first.bounding_box()
    assert at[2] <= ring["x"] + ring["width"] / 2 <= at[1]
    hand.press("ArrowLeft")
    hand.selected("rnn1.h[3,3]")
    hand.press("ArrowRight", "ArrowRight")
    hand.selected("rnn1.h[1,3]")
    box = chips(hand).nth(5).bounding_box()
    hand.page.get_by_role("button", name="Unpin").click()
    hand.page.mouse.move(box["x"] + 9, box["y"] + 9)
    hand.selected("input[5]")
    hand.open(f"same-bag?sentence={quote(HEBREW)}&against={quote('the food was good')}")
    for side, back in (("A", True), ("B", False)):
        at = lefts(hand.panel(f"{side}.words").locator(".row-cell"))
        assert at == sorted(at, reverse=back)
    assert hand.errors == []


def test_a_long_sentence_from_the_right_begins_at_its_beginning(visit):
    hand = visit(f"unroll?sentence={quote(f'{HEBREW}, ' * 12)}&cell=rnn1.h[0,0]", size="phone")
    assert hand.panel("input").locator(".body").evaluate("e => e.scrollLeft") > 0
    expect(chips(hand).first).to_be_in_viewport()
    hand.press("End")
    expect(chips(hand).last).to_be_in_viewport()


def test_a_word_is_whole_however_it_is_coded_or_long(read):
    written = quote(f"{FAMILY}\u200b cafe\u0301 café {LONG} था")
    hand = read(f"unroll?sentence={written}&cell=rnn1.h[3,1]")
    read = [FAMILY, "café", "café", LONG.lower(), "था"]
    expect(chips(hand)).to_have_text(read)
    assert chips(hand).nth(3).get_attribute("title") == LONG.lower()
    assert (
        chips(hand).nth(3).evaluate("e => e.scrollWidth > e.clientWidth && getComputedStyle(e).textOverflow")
        == "ellipsis"
    )
    expect(hand.caption).to_contain_text(re.compile(f"At “{LONG.lower()[:40]}…”"))
    hand.open(f"same-bag?sentence={written}")
    cells = hand.panel("A.words").locator(".row-cell span")
    expect(cells).to_have_text(read)
    assert cells.nth(3).evaluate("e => e.scrollWidth > e.clientWidth && e.getBoundingClientRect().width < 300")
    assert LONG.lower() in hand.panel("A.words").locator(".row-cell").nth(3).get_attribute("title")


@pytest.mark.parametrize(("page", "key", "kinds"), [("unroll", "cell-kind", ("RNN", "GRU", "LSTM")),
                                                    ("gates", "network", ("LSTM", "GRU", "Both"))])  # fmt: skip
def test_the_strip_stands_where_it_stood_whatever_the_kind(read, page, key, kinds):
    hand = read(f"{page}?{key}={kinds[0]}")
    strip = hand.page.get_by_test_id("equation")
    stood = strip.bounding_box()["y"]
    for kind in kinds[1:]:
        hand.choose("Network", kind)
        hand.ready()
        expect(hand.panel("input")).to_contain_text("word by word" if page == "gates" else "Word by word")
        hand.page.wait_for_function(
            "([strip, y]) => Math.abs(strip.getBoundingClientRect().y - y) <= 1", arg=[strip.element_handle(), stood]
        )
    if page == "gates":
        hand.open("gates?hold=forget+f&held-at=0")
        assert strip.bounding_box()["y"] == pytest.approx(stood, abs=1)


def test_a_state_is_handed_over_then_computed_then_painted(read):
    hand = read("unroll")
    rows = heights(hand, "unroll?cell=rnn1.h[3,1]", "unroll?cell=softmax1[3,1]")
    hand.open("unroll")
    frames = [f for f in film(hand, 3, rows) if f["now"] == 3]
    final = [r.split(" ") for r in frames[-1]["rows"]]
    there = [next(k for k, f in enumerate(frames) if f["rows"][n].split(" ") == final[n]) for n in range(3)]
    assert there[0] == 0
    assert 0 < there[1] < there[2], "the state before the answer"
    coming = {f["rows"][1] for f in frames[: there[1]]}
    assert len(coming) > 2, "the state before comes first, and moves"
    assert len(set(frames[0]["rows"][1].split(" "))) == 1, "out of nothing"
    assert all(colours > 1 for f in frames for colours in f["rung"]), "no ring where there is no number"


def test_gates_come_row_by_row_and_no_ring_passes_over_what_is_to_come(read):
    hand = read("gates")
    rows = heights(hand, "gates?cell=lstm1.c[1,1]", "gates?cell=lstm1.h[1,1]")
    hand.open("gates")
    frames = [f for f in film(hand, 1, rows) if f["now"] == 1]
    assert all(colours > 1 for f in frames for colours in f["rung"])
    final = frames[-1]["rows"]
    there = [next(k for k, f in enumerate(frames) if f["rows"][n] == final[n]) for n in range(6)]
    assert there == sorted(there)
    assert len(set(there)) == 6


def test_folded_the_state_goes_round_along_the_loop(read):
    hand = read("unroll?form=Folded")
    hand.page.get_by_role("button", name="Play").click()
    expect(hand.page.get_by_text("word 2 of 9")).to_be_visible()
    gaps = hand.page.evaluate(GAPS, [hand.stage.element_handle(), 90])
    assert len(set(gaps)) > 4
    back = [b < a for a, b in itertools.pairwise(gaps) if a != b]
    assert sum(back) > len(back) / 2


def test_where_motion_is_not_wanted_nothing_travels(visit):
    hand = visit("unroll", reduced_motion="reduce")
    hand.press("Home")
    frames = film(hand, 1, [80], frames=20)
    assert {f["now"] for f in frames} == {1}
    assert len({f["rows"][0] for f in frames}) == 1


class Finger:
    """One finger on a screen, as Chromium feels it."""

    def __init__(self, hand):
        self.page = hand.page
        self.line = hand.page.context.new_cdp_session(hand.page)

    def touch(self, kind, *points):
        self.line.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [dict(zip("xy", p, strict=True)) for p in points]}
        )

    def moves(self, x, y, far, down):
        for k in range(1, 11):
            self.touch("touchMove", (x + far * k / 10, y + down * k / 10))
        self.touch("touchEnd")

    def swipes(self, x, y, far, down):
        self.touch("touchStart", (x, y))
        self.moves(x, y, far, down)


def test_words_are_swiped_and_a_finger_that_rests_takes_hold(visit):
    hand = visit("gates", size="phone", has_touch=True)
    body = hand.panel("input").locator(".body")
    body.evaluate("e => e.scrollIntoView({block: 'center'})")
    body.evaluate("e => e.scrollTo(0, 0)")
    hand.page.wait_for_function("body => body.scrollLeft === 0", arg=body.element_handle())
    finger, before = Finger(hand), hand.stage.get_attribute("data-selected")
    at = body.bounding_box()
    x, y = at["x"] + 250, at["y"] + 60
    finger.swipes(x, y, -160, 4)
    hand.page.wait_for_function("body => body.scrollLeft > 80", arg=body.element_handle())
    hand.selected(before)
    main = hand.page.get_by_test_id("stMain")
    down = main.evaluate("e => e.scrollTop")
    finger.swipes(x, y, 4, -120)
    hand.page.wait_for_function("([e, y]) => e.scrollTop > y + 40", arg=[main.element_handle(), down])
    main.evaluate(AT_REST)
    hand.selected(before)
    body.evaluate("e => e.scrollIntoView({block: 'center'})")
    main.evaluate(AT_REST)
    at = body.bounding_box()
    stood, down = body.evaluate("e => e.scrollLeft"), main.evaluate("e => e.scrollTop")
    words = [chip.bounding_box() for chip in chips(hand).all()]
    k, word = next((k, box) for k, box in enumerate(words) if box["x"] > at["x"] + 60)
    x, y = word["x"] + word["width"] / 2, word["y"] + word["height"] / 2
    finger.touch("touchStart", (x, y))
    hand.selected(f"input[{k}]")
    finger.moves(x, y, 0, 48)
    expect(hand.stage).to_have_attribute("data-selected", re.compile(rf"^lstm1\..\[{k},"))
    assert abs(main.evaluate("e => e.scrollTop") - down) < 30, "no more than a longer caption moves it"
    assert body.evaluate("e => e.scrollLeft") == stood
    word = chips(hand).nth(k + 1).bounding_box()
    hand.page.touchscreen.tap(word["x"] + 9, word["y"] + 9)
    hand.selected(f"input[{k + 1}]")
