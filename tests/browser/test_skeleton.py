"""One skeleton: whatever is chosen, strip, caption and player stay where they are."""

import importlib
from urllib.parse import urlencode

import pytest

from explainer.shell.chapters import STAGED
from explainer.views.controls import Setting, Several

PARTS = {"strip": "[data-testid=equation]", "caption": "[data-testid=caption]", "player": ".player"}
FEW = 3
PAGES = [chapter.url for chapter in STAGED]


def choices(page):
    """Every setting of a page alone, with one value after the other; of many those farthest from where it begins."""
    for setting in importlib.import_module(f"explainer.views.{page.replace('-', '_')}").SETTINGS:
        if isinstance(setting, Several):
            yield {setting.key: setting.options[-1]}
        elif isinstance(setting, Setting):
            others = [value for value in setting.options if value != setting.start]
            yield from ({setting.key: value} for value in (others if len(others) <= FEW else (others[0], others[-1])))


def boxes(hand):
    return {name: hand.stage.locator(where).bounding_box() for name, where in PARTS.items()}


@pytest.mark.parametrize("page", PAGES)
def test_strip_caption_and_player_stay_whatever_is_set(visit, page):
    hand = visit(page, asked=True)
    at_rest = boxes(hand)
    for choice in choices(page):
        hand.turn(f"{page}?{urlencode(choice)}")
        assert boxes(hand) == at_rest, choice
    assert hand.errors == []


@pytest.mark.parametrize("page", ["pooling?cell=global1[0,0,0]", "network?cell=softmax1[3]", "network?cell=linear1[3]"])
def test_they_stay_whatever_is_selected_and_opened(visit, page):
    hand = visit(page.split("?")[0])
    at_rest = boxes(hand)
    hand.open(page)
    assert boxes(hand) == at_rest
    hand.page.get_by_role("button", name="show all digits").click()
    assert boxes(hand) == at_rest
    for _ in range(3):
        groups = hand.page.locator(".inner .term[role=button], .groups .term[role=button]")
        if groups.count():
            groups.last.click()
        assert boxes(hand) == at_rest
