"""A visitor who is led through a page by its tour, and what is done on each page where its cards say so."""

import itertools
import re

from playwright.sync_api import expect

LOOKS = """card => {
    const box = ({ left, top, right, bottom }) => ({ left, top, right, bottom });
    const line = card.parentNode.querySelector("[data-testid=tour-ring]"), ring = line.cloneNode();
    ring.setAttribute("d", line.getAttribute("d").split("z")[0]);
    line.after(ring);
    const { x, y, width, height } = ring.getBBox();
    ring.remove();
    return {
        card: box(card.getBoundingClientRect()),
        drawn: [card.getRootNode(), document]
            .flatMap(root => [...root.querySelectorAll(".panel:not(.veil-panel) .body, [data-testid=stPlotlyChart]")])
            .filter(body => body.getClientRects().length)
            .map(body => [body, body.querySelector("canvas") ?? body].map(e => box(e.getBoundingClientRect())))
            .map(([a, b]) => ({
                left: Math.max(a.left, b.left), top: Math.max(a.top, b.top),
                right: Math.min(a.right, b.right), bottom: Math.min(a.bottom, b.bottom),
            })),
        bar: box(card.getRootNode().querySelector(".bar").getBoundingClientRect()),
        strip: box(card.getRootNode().querySelector("[data-testid=equation]").getBoundingClientRect()),
        ring: { left: x, top: y, right: x + width, bottom: y + height },
        window: { left: 0, top: 0, right: innerWidth, bottom: innerHeight },
    };
}"""

COUNT_TICKS = """card => {
    let before = false;
    window.ticks = 0;
    window.counting?.disconnect();
    window.counting = new MutationObserver(() => {
        const now = card.classList.contains("done");
        if (now && !before) window.ticks++;
        before = now;
    });
    counting.observe(card, { attributes: true, attributeFilter: ["class"] });
}"""


def meet(a, b):
    return a["left"] < b["right"] and b["left"] < a["right"] and a["top"] < b["bottom"] and b["top"] < a["bottom"]


def room(card, others, window, step=12):
    """Whether a card of that size has a place in the window where it meets none of the others."""
    width, height = card["right"] - card["left"], card["bottom"] - card["top"]
    places = itertools.product(
        range(8, int(window["right"] - width - 8), step), range(8, int(window["bottom"] - height - 8), step)
    )
    boxes = ({"left": x, "top": y, "right": x + width, "bottom": y + height} for x, y in places)
    return any(not any(meet(box, other) for other in others) for box in boxes)


class Guided:
    """A visitor who does what the cards say."""

    def __init__(self, hand):
        self.hand, self.page = hand, hand.page
        self.card = self.page.get_by_test_id("tour")
        self.steps = 0
        self.card.evaluate(COUNT_TICKS)
        self.button = self.page.get_by_role("button", name=re.compile("^(New here[?] A tour|Tour) of"))

    def stands(self, k, of):
        """The card of that step is there, beside what it points at, in the window, not over the strip."""
        expect(self.card.get_by_text(f"{k} of {of}", exact=True)).to_be_visible()
        looks = self.looks()
        assert not meet(looks["card"], looks["ring"])
        assert not meet(looks["card"], looks["strip"])
        card, window = looks["card"], looks["window"]
        assert card["left"] >= 0
        assert card["top"] >= 0
        assert card["right"] <= window["right"]
        assert card["bottom"] <= window["bottom"]
        assert meet(looks["ring"], window)
        watched = [box for box in looks["drawn"] if meet(card, box)]
        others = [looks["ring"], looks["strip"], *looks["drawn"]]
        if window["right"] < 700 and not meet(looks["ring"], looks["bar"]):
            others.append(looks["bar"])  # on a phone it stays in view
        assert not watched or not room(card, others, window), (card, watched)

    def looks(self):
        """Card, ring and strip once nothing moves any more."""
        expect(self.page.get_by_test_id("tour-ring")).to_have_attribute("d", re.compile("^M"))
        before, now = None, self.card.evaluate(LOOKS)
        while now != before:
            self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            before, now = now, self.card.evaluate(LOOKS)
        return now

    @property
    def ring(self):
        return self.looks()["ring"]

    def over(self, x, y):
        """A place within what is pointed at."""
        ring = self.ring
        return ring["left"] + x * (ring["right"] - ring["left"]), ring["top"] + y * (ring["bottom"] - ring["top"])

    def stands_aside(self, unfolded):
        """The card is not over what is unfolded for a choice."""
        expect(unfolded).to_be_visible()
        card, box = self.looks()["card"], unfolded.bounding_box()
        other = {
            "left": box["x"],
            "top": box["y"],
            "right": box["x"] + box["width"],
            "bottom": box["y"] + box["height"],
        }
        assert not meet(card, other)

    def done(self):
        """Another step is done: seen, however short the tick."""
        self.steps += 1
        self.page.wait_for_function("n => window.ticks >= n", arg=self.steps)

    def goes_on(self):
        """On to the next at once, unless it came by itself meanwhile."""
        self.card.evaluate("card => card.classList.contains('done') && card.querySelector('.next').click()")

    def drag(self, start, by):
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(start[0] + by[0], start[1] + by[1], steps=4)
        self.page.mouse.up()


def guess(guided):
    guided.page.locator(".st-key-predicted button").first.click()


def skip(guided):
    guided.page.locator(".st-key-predict").get_by_role("button", name="Skip").click()


def point(x=0.3, y=0.4):
    return lambda guided: guided.page.mouse.move(*guided.over(x, y))


def press(x=0.3, y=0.4):
    return lambda guided: guided.page.mouse.click(*guided.over(x, y))


def drag(x, y, right, down=0):
    return lambda guided: guided.drag(guided.over(x, y), (right, down))


def number(k=0):
    def does(guided):
        box = guided.hand.number(k).bounding_box()
        guided.drag((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2), (25, 0))

    return does


def play(guided):
    guided.page.get_by_role("button", name="Play", exact=True).click()


def choose(key, option):
    return lambda guided: guided.page.locator(f".st-key-{key}").get_by_text(option, exact=True).click()


def pick(label, option):
    def does(guided):
        guided.hand.unfold(label).first.click()
        body = guided.page.get_by_test_id("stPopoverBody")
        guided.stands_aside(body)
        body.get_by_role("radio", name=option, exact=True).first.click()
        guided.page.keyboard.press("Escape")
        expect(body).to_have_count(0)

    return does


def write(guided):
    line = guided.page.locator(".st-key-sentence input")
    line.fill("The film was bad, not good at all")
    line.press("Enter")


def word(guided):
    """One exchanged with another."""
    words = guided.hand.panel("A.words").locator(".row-cell")
    (a, b) = (words.nth(k).bounding_box() for k in (0, 2))
    guided.drag((a["x"] + 9, a["y"] + 9), (b["x"] - a["x"], b["y"] - a["y"]))


def state(guided):
    box = guided.page.get_by_test_id("paths").locator("circle").nth(6).bounding_box()
    guided.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def colder(guided):
    guided.page.get_by_role("slider", name="Temperature").press("ArrowLeft")


def keyed(guided):
    guided.page.get_by_role("button", name="D5", exact=True).click()


def trains(guided):
    guided.page.get_by_role("button", name="Train", exact=True).click()


def stops_and_plays(guided):
    guided.page.get_by_role("button", name="Stop", exact=True).click()
    play(guided)


def types(guided):
    line = guided.page.get_by_role("textbox", name="Your text")
    line.press("End")
    line.press_sequentially("very ")


def goes_on(guided):
    guided.page.get_by_test_id("stPopoverButton").filter(has_text="Go on by itself").click()
    guided.page.get_by_test_id("stPopoverBody").get_by_role("button", name="Write").click()


DEEDS = {
    "pixels": [guess, point(), choose("pixels-show", "Threshold"), drag(0.4, 0.5, 30)],
    "convolution": [guess, point(), number(), play, pick("Kernel: ", "Blur")],
    "relu": [skip, point(), press(0.7, 0.3), choose("activation", "Tanh"), choose("relu-show", "Two kernels")],
    "pooling": [guess, point(), play, choose("moved", "→"), choose("window", "4")],
    "network": [skip, drag(0.2, 0.8, 30, -20), point(0.3, 0.1), play, press(0.3, 0.4)],
    "training": [guess, trains, point(0.25, 0.2), stops_and_plays, pick("Learning rate", "0.001")],
    "sequences": [guess, point(0.2, 0.2), choose("idea", "Loop"), write],
    "same-bag": [guess, state, word, choose("bag-show", "All states")],
    "unroll": [guess, point(0.4, 0.5), play, number(), choose("form", "Folded")],
    "gates": [guess, point(0.3, 0.5), play, pick("Hold a gate", "forget f"), write],
    "detection": [skip, drag(0.1, 0.6, 12, 40), point(0.6, 0.55), play, choose("detection-show", "Four answers")],
    "video": [guess, drag(0.4, 0.5, 40), play, choose("played", "Backwards"), choose("watcher", "Bag of frames")],
    "next-word": [skip, types, point(0.4, 0.35), play, goes_on],
    "series": [
        guess,
        choose("curves", "As foretold"),
        drag(0.4, 0.5, 60),
        point(0.5, 0.65),
        choose("what", "Sunspots"),
    ],
    "genome": [guess, press(0.5, 0.35), point(0.5, 0.5), play, choose("genome-reader", "Only the strongest")],
    "sound": [
        guess,
        point(0.2, 0.75),
        choose("sound-played", "Forwards"),
        choose("listener", "GRU"),
        pick("Sound: ", "Kick"),
    ],
    "style": [guess, press(0.6, 0.5), point(0.3, 0.4), pick("Style: ", "Mosaic"), choose("style-show", "The slow way")],
    "translation": [guess, point(0.3, 0.25), play, choose("search", "Beam 3"), choose("looking", "Attention off")],
    "music": [guess, point(0.3, 0.5), play, colder, keyed],
    "memory": [guess, play, choose("learned", "40"), choose("memory-show", "Gradient")],
}


def walk(hand, deeds):
    guided = Guided(hand)
    guided.button.click()
    for k, deed in enumerate(deeds):
        guided.stands(k + 1, len(deeds))
        deed(guided)
        guided.done()
        guided.goes_on()
    expect(guided.card).to_be_hidden()
    assert hand.errors == []
