"""A notebook of what is on screen, taken away by a visitor."""

import json
import re

import pytest
from playwright.sync_api import expect

TAKE = "Take it as a notebook"
PHONE = {"width": 390, "height": 844}


def taken(hand):
    """The name of the file that comes, and what is in it."""
    with hand.page.expect_download() as coming:
        hand.page.get_by_role("button", name=TAKE).click()
    file = coming.value
    return file.suggested_filename, json.loads(file.path().read_text())


def text(notebook):
    return "\n".join("".join(cell["source"]) for cell in notebook["cells"])


def test_the_notebook_is_of_what_is_on_screen_when_it_is_taken(visit):
    hand = visit("convolution?kernel=Emboss")
    hand.page.get_by_text("Show the torch").click()
    name, notebook = taken(hand)
    assert name == "kernel-and-loop-convolution.ipynb"
    assert f"]({hand.page.url})" in text(notebook)
    hand.press("Home")
    hand.stage.get_by_role("button", name="Pin", exact=True).click()
    expect(hand.page.get_by_test_id("stCode")).to_contain_text('t["conv1"][0, 0, 0]')
    _, notebook = taken(hand)
    assert 't["conv1"][0, 0, 0].item()' in text(notebook)
    (number,) = re.findall(r"abs\(number - (\S+)\)", text(notebook))
    assert float(number) == pytest.approx(hand.total, rel=1e-5)
    assert hand.errors == []


@pytest.mark.parametrize("url", ["training", "gates"])
def test_on_a_phone_it_is_there_to_be_tapped_once_the_question_is_answered(visit, url):
    hand = visit(url, asked=True)
    hand.page.set_viewport_size(PHONE)
    hand.settles()
    hand.page.get_by_text("Show the torch").click()
    expect(hand.page.get_by_test_id("stExpanderDetails")).to_contain_text("Answer the question above")
    expect(hand.page.get_by_role("button", name=TAKE)).to_have_count(0)
    hand.skip()
    button = hand.page.get_by_role("button", name=TAKE)
    expect(button).to_be_visible()
    box = button.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    assert box["height"] >= 24
    name, notebook = taken(hand)
    assert name == f"kernel-and-loop-{url}.ipynb"
    assert notebook["nbformat"] == 4
    assert hand.errors == []
