"""Playing: a map is born in some twelve seconds, a few cells slowly, from where it is worth watching."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.test_stage import answer

TEMPO = """async counts => {
    const {Tempo} = await import("/stage/parts/tempo.js");
    return counts.map(n => {
        const tempo = new Tempo(n - 1, n);
        return Array.from({length: 241}, (_, k) => tempo.after(k * 50));
    });
}"""

SEEN = """stage => {
    const seen = [];
    new MutationObserver(() => seen.push(stage.dataset.selected))
        .observe(stage, {attributeFilter: ["data-selected"]});
    return seen;
}"""


def test_any_map_comes_within_twelve_seconds_its_first_cells_one_a_second(read):
    hand = read("convolution")
    counts = [1, 2, 6, 12, 13, 144, 576, 4608, 100_000]
    for count, came in zip(counts, hand.page.evaluate(TEMPO, counts), strict=True):
        came = np.array(came)
        assert came[-1] >= count - 1
        assert (np.diff(came) >= 0).all()
        if count > 6:
            assert list(came[20:101:20]) == [1, 2, 3, 4, 5]
        if count > 20:
            each = np.diff(came[100::20])
            assert (np.diff(each) >= 0).all()
            assert each[0] <= 3


def test_a_map_is_played_from_where_it_is_worth_watching_and_comes_whole(read):
    hand = read("convolution")
    hand.page.get_by_role("button", name="Speed").click()
    hand.page.get_by_role("button", name="Speed").click()
    first = worth_watching()
    seen = hand.page.evaluate_handle(SEEN, hand.stage.element_handle())
    hand.press(" ")
    hand.selected(cell_at(first - 1))
    expect(hand.page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert seen.json_value()[0] == cell_at(first)


def worth_watching():
    """Two before the first cell that is a quarter as strong as the strongest."""
    sizes = np.abs(answer()).ravel()
    strong = int((sizes >= sizes.max() / 4).argmax())
    return strong - min(2, strong % answer().shape[-1])


def cell_at(position):
    """A cell of the map by its place, which runs on from the end to the beginning."""
    return f"conv1[{','.join(map(str, np.unravel_index(position % answer().size, answer().shape)))}]"


def test_a_network_is_played_as_a_whole_and_the_answer_comes_last(read):
    hand = read("network")
    share = hand.panel("softmax1").locator(".percent").first
    hand.page.get_by_role("button", name="Speed").click()
    hand.page.get_by_role("button", name="Speed").click()
    hand.page.get_by_role("button", name="Play", exact=True).click()
    expect(share).to_be_hidden()
    expect(hand.page.locator(".where")).to_have_text(re.compile("of 576"))
    expect(hand.page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(share).to_be_visible()


def test_while_the_products_merge_no_number_rests_under_them_and_the_cell_comes_last(read):
    hand = read("convolution")
    hand.press(" ")
    landing = """stage => {
        const total = stage.querySelector("[data-testid=equation-total]");
        const flying = stage.querySelector(".flying");
        const shown = element => Number(getComputedStyle(element).opacity);
        const terms = [...stage.querySelectorAll(".row .term")];
        return flying && shown(flying) > 0 && {total: shown(total), terms: Math.max(...terms.map(shown))};
    }"""
    seen = hand.page.wait_for_function(landing, arg=hand.stage.element_handle()).json_value()
    assert seen["total"] == 0
    assert seen["terms"] <= 0.31
    hand.press(" ")
    expect(hand.page.locator(".flying")).to_have_count(0)
    expect(hand.page.get_by_test_id("equation-total")).to_be_visible()


@pytest.mark.parametrize("page", ["unroll", "gates"])
def test_words_are_played_from_the_first(read, page):
    hand = read(page)
    hand.press(" ")
    expect(hand.page.get_by_text("word 1 of 9")).to_be_visible()


def test_what_plays_ends_where_something_else_comes_in_its_place(read):
    hand = read("memory?memory-show=Gradient")
    hand.page.get_by_role("button", name="Play", exact=True).click()
    expect(hand.page.get_by_role("button", name="Pause")).to_be_visible()
    hand.turn("memory?memory-kind=GRU&cell=right[4,7]")
    expect(hand.page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(hand.page.get_by_role("button", name="Unpin")).to_be_visible()
    hand.selected("right[4,7]")
    hand.link_has(**{"memory-kind": "GRU", "cell": "right[4,7]"})
