"""Measure DESIGN's budgets in Chromium and print ``name: value (budget)``; exit with 1 where one is missed."""

import math
import os
import statistics
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.bench.opened import FIRST_SEEN, at_home, opened
from tests.bench.process import cpu, resident
from tests.bench.recording import recording
from tests.browser.hand import IDLE, Hand
from tests.chromium import executable
from tests.served import served
from tests.slow_line import slow_line

FLOAT = 4
STAGE_READY = "[data-testid=stage][data-ready=true]"
FAILED = []

WATCH_PAINT = """() => {
    window.paints = [];
    const find = root => root.querySelector("[data-testid=stage]")
        ?? [...root.querySelectorAll("*")].map(e => e.shadowRoot && find(e.shadowRoot)).find(Boolean);
    new MutationObserver(() => window.paints.push(Number(find(document).dataset.paintMs)))
        .observe(find(document), {attributeFilter: ["data-paint-ms"]});
}"""

# From the click on a widget to the frame in which the answer stands: the map's new shape, or a text.
CLICK_TO_FRAME = """([option, where, attribute]) => new Promise(done => {
    const find = root => root.querySelector(where)
        ?? [...root.querySelectorAll("*")].map(e => e.shadowRoot && find(e.shadowRoot)).find(Boolean);
    const read = () => { const e = find(document); return e && (attribute ? e.getAttribute(attribute) : e.textContent); };
    const before = read();
    const radio = [...document.querySelectorAll("[role=radiogroup][aria-label=Stride] [role=radio]")]
        .find(r => r.textContent.trim() === option);
    const start = performance.now();
    const look = () => {
        const now = read();
        if (now && now !== before) done(performance.now() - start);
        else requestAnimationFrame(look);
    };
    radio.click();
    requestAnimationFrame(look);
})"""


def report(name, value, budget, unit):
    missed = value > budget
    print(f"{name}: {value:.2f} {unit} (<= {budget:g} {unit}){'  MISSED' if missed else ''}", flush=True)
    if missed:
        FAILED.append(name)


def p95(values):
    return sorted(values)[int(0.95 * (len(values) - 1))]


def hover(hand):
    hand.page.evaluate(WATCH_PAINT)
    for k in range(160):
        hand.hover("conv1", 3 + k % 20, 3 + (k * 7) % 20)
    hand.page.wait_for_function("() => window.paints.length > 100")
    report("hover to painted, p95", p95(hand.page.evaluate("window.paints")[10:]), 16, "ms")


def drag(hand, name, limit=16):
    hand.page.evaluate(WATCH_PAINT)
    box = hand.number(5).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    hand.page.mouse.move(x, y)
    hand.page.mouse.down()
    for k in range(120):
        hand.page.mouse.move(x + 5 + k, y)
    hand.page.wait_for_function("() => window.paints.length > 60")
    report(name, p95(hand.page.evaluate("window.paints")[5:]), limit, "ms")
    hand.page.mouse.up()


def columns(hand):
    """A sentence of nine words and one of two hundred: pointing, and a weight that every column follows."""
    hand.open("unroll")
    drag(hand, "a recurrent weight dragged to every column repainted, p95", 33)
    hand.open(f"unroll?sentence={'the food was good, not bad at all, ' * 25}")
    hand.page.evaluate(WATCH_PAINT)
    box = hand.panel("input").locator("canvas").first.bounding_box()
    for k in range(160):
        hand.page.mouse.move(box["x"] + 130 + (k * 37) % 1000, box["y"] + 50 + (k * 7) % 50)
    hand.page.wait_for_function("() => window.paints.length > 60")
    report("hover to painted with 200 words, p95", p95(hand.page.evaluate("window.paints")[5:]), 16, "ms")
    drag(hand, "the same weight with 200 words, p95", 33)


def pen(hand, page, pad, what):
    """A stroke on a pad, or what is carried there: all layers follow each move."""
    hand.open(page)
    hand.page.evaluate(WATCH_PAINT)
    box = hand.page.get_by_test_id(pad).bounding_box()
    hand.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    hand.page.mouse.down()
    for k in range(120):
        x = box["x"] + box["width"] * (0.5 + 0.35 * math.cos(k / 9))
        hand.page.mouse.move(x, box["y"] + box["height"] * (0.5 + 0.35 * math.sin(k / 7)))
    hand.page.wait_for_function("() => window.paints.length > 60")
    report(f"{what}, p95", p95(hand.page.evaluate("window.paints")[5:]), 33, "ms")
    hand.page.mouse.up()


def keys(hand):
    """Notes on the keys of a piano: each stands on the roll at once."""
    hand.open("music")
    hand.page.get_by_role("button", name="D4", exact=True).click()
    hand.page.evaluate(WATCH_PAINT)
    for k in range(80):
        hand.page.keyboard.press("KeyB" if k % 2 else "Backspace")
    hand.page.wait_for_function("() => window.paints.length > 20")
    report("a key of the piano to its note painted, p95", p95(hand.page.evaluate("window.paints")), 33, "ms")


ALONE = """
import time, torch
torch.set_num_threads(1)
from explainer.models.recipes import DigitRecipe, held_out
from explainer.training.fit import Settings
recipe = DigitRecipe(Settings(falling=True))
held_out(), next(recipe.run())
start = time.process_time()
reached = None
for progress in recipe.run():
    if progress.accuracy >= 0.95 and reached is None:
        reached = time.process_time() - start
print(time.process_time() - start, reached)
"""


def learning(browser, url, pid):
    """A whole training followed on screen by somebody new, against the same loop by itself; the middle of three."""
    watched, alone = [], []
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=True).stdout.split()
        alone.append(float(done[0]))
        page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
        Hand(page, url).open("training")
        before = cpu(pid)
        page.get_by_role("button", name="Train", exact=True).click()
        page.get_by_role("button", name="Train again").wait_for(timeout=60_000)
        watched.append(cpu(pid) - before)
        page.context.close()
    report("95 % of held-out digits right, CPU", float(done[1]), 10, "s")
    ratio = statistics.median(watched) / statistics.median(alone)
    print(f"training: {statistics.median(watched):.2f} s of CPU watched, {statistics.median(alone):.2f} s alone")
    report("live training, CPU time", ratio, 1.15, "x the same loop alone")


def payload(hand):
    """The largest message that an edit brings, against what changed: a 3 x 3 kernel and a 24 x 24 map."""
    frames = []
    hand.page.on("websocket", lambda ws: ws.on("framereceived", lambda data: frames.append(len(data))))
    hand.open("convolution?cell=conv1[0,3,3]")
    frames.clear()
    hand.number(0).click()
    hand.page.keyboard.type("0.75")
    hand.page.keyboard.press("Enter")
    hand.page.wait_for_function("() => location.search.includes('numbers')")
    hand.page.wait_for_selector(IDLE)
    hand.page.locator("[data-testid=stage][data-source=torch]").wait_for()
    changed = FLOAT * (24 * 24 + 9)
    report("payload of an edit", max(frames), 1.2 * changed + 2048, "bytes")


def control(page, where, attribute):
    page.locator(where).first.wait_for()
    times = []
    for k in range(24):
        times.append(page.evaluate(CLICK_TO_FRAME, [str(2 + k % 3), where, attribute]))
        page.wait_for_selector(IDLE)
    return statistics.median(times[4:])


def far(browser, url):
    """First and second visits on a thin line: 1.6 Mbit/s, 150 ms there and back; and, for comparison, 150 ms each way."""
    named = (
        ("question and first picture", "convolution", ".panel canvas", 1.5),
        ("convolution ready", "convolution", STAGE_READY, 6),
        ("memory ready", "memory", STAGE_READY, 9),
    )
    for each_way in (0.075, 0.15):
        where = f"at 1.6 Mbit/s and {2000 * each_way:.0f} ms there and back"
        again = []
        for name, path, what, limit in named:
            first = []
            for _ in range(3):
                context = browser.new_context(viewport={"width": 1280, "height": 720})
                with slow_line(url, delay=each_way, rate=1.6e6) as line:
                    first.append(seen(context, f"{line.url}/{path}", what, letters=True))
                    if what == STAGE_READY and path == "convolution":
                        again.append(seen(context, f"{line.url}/{path}", what))
                context.close()
            report(f"{name} {where}", statistics.median(first) / 1000, limit if each_way < 0.1 else math.inf, "s")
        second = statistics.median(again) / 1000
        report(f"convolution ready on a second visit {where}", second, 1.5 if each_way < 0.1 else math.inf, "s")


def seen(context, address, where, letters=False):
    """Milliseconds from asking for a page to the first frame in which it has such an element; with all ``letters``, that
    those have come before one leaves."""
    page = context.new_page()
    page.goto(address, wait_until="commit")
    took = page.wait_for_function(FIRST_SEEN, arg=where, polling="raf", timeout=120_000).json_value()
    if letters:
        page.locator("html.dressed").wait_for(state="attached", timeout=120_000)
    page.close()
    return took


def sessions(browser, url, pid, count=12):
    def visit():
        page = browser.new_context().new_page()
        Hand(page, url).open("convolution")
        return page

    warm = [visit() for _ in range(4)]
    before = resident(pid)
    pages = [visit() for _ in range(count)]
    report("another session", (resident(pid) - before) / count, 3, "MB")
    for page in warm + pages:
        page.context.close()


def main():
    chromium = executable()
    recording(report)
    with served("tests/bench/server.py") as (url, pid), sync_playwright() as p:
        browser = p.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-background-networking"])
        page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
        hand = Hand(page, url)
        hand.open("convolution")
        hover(hand)
        drag(hand, "a number dragged to every map repainted, p95")
        hand.open("convolution?" + "&".join(f"more={n}" for n in ("Blur", "Laplacian", "Outline", "Sharpen", "Emboss")))
        drag(hand, "the same with six kernels, p95")
        payload(hand)
        pen(hand, "network", "pad", "a stroke to every map of the digit network repainted")
        pen(hand, "detection", "pad", "a stroke to every box found anew")
        pen(hand, "video", "carry", "a digit carried to every answer")
        keys(hand)
        columns(hand)
        learning(browser, url, pid)

        page.goto(f"{url}/widget")
        page.wait_for_selector(IDLE)
        empty = control(page, "#answer", "")
        hand.open("convolution")
        maps = control(page, "[data-testid=panel][data-tensor=conv1]", "data-shape")
        print(f"control moved: {maps:.0f} ms, an empty fragment {empty:.0f} ms")
        report("control moved to new maps painted, p50", maps / empty, 1.5, "x an empty fragment")

        bare, stage = [], []
        for _ in range(9):
            bare.append(opened(browser, url, "empty", "h1"))
            stage.append(opened(browser, url, "convolution", STAGE_READY))
        print(f"page opened: {statistics.median(stage):.0f} ms, an empty page {statistics.median(bare):.0f} ms")
        report("page opened to stage ready", statistics.median(stage) / statistics.median(bare), 1.3, "x an empty page")
        at_home(browser, url, report)
        sessions(browser, url, pid)
        far(browser, url)
        browser.close()
    if FAILED:
        sys.exit(f"{len(FAILED)} missed: {', '.join(FAILED)}")


if __name__ == "__main__":
    os.chdir(Path(__file__).parents[2])
    main()
