"""The test: answered, looked up on the stage that shows why, and found again as it was left."""

import re

import pytest
from playwright.sync_api import expect

from explainer.study.questions.ten import question
from explainer.views.scene import parse_cell

TEST = 17


def wrong_of(asked):
    return next(k for k in range(len(asked.options)) if k != asked.right)


def answer(hand, k):
    hand.page.locator(f".st-key-option-{k} button").click()
    expect(hand.page.locator(".told p").first).to_be_visible()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_wrong_answer_leads_to_the_stage_that_shows_why_and_is_still_there_afterwards(visit, size):
    hand, kind = visit(f"test-yourself?test={TEST}&question=2", size=size), 1
    asked = question(kind, TEST)
    wrong = wrong_of(asked)
    answer(hand, wrong)
    told = hand.page.locator(".told")
    expect(told).to_contain_text(asked.options[wrong].why)
    hand.page.get_by_role("link", name="See why").click()
    hand.ready()
    hand.selected(asked.place.cell)
    assert f"{hand.total:.2f}".replace("-", "−") == asked.options[asked.right].said
    expect(hand.page.get_by_text("Predict.", exact=True)).to_have_count(0)
    settings = {name: str(value) for name, value in asked.place.settings.items() if value != "Vertical edges"}
    hand.link_has(**settings, cell=asked.place.cell)
    with hand.runs():
        hand.page.go_back()
    hand.link_has(test=str(TEST), question="2")
    expect(told).to_contain_text(asked.options[wrong].why)
    expect(hand.page.get_by_role("radio", name=re.compile("^2 ?, wrong$"))).to_be_visible()
    assert hand.errors == []


def test_what_this_session_has_on_a_page_gives_way_to_where_a_question_leads(visit):
    hand = visit("convolution")
    hand.choose("Stride", 3)
    hand.enter(0, "0.75")
    hand.answered()
    asked = question(0, TEST)
    hand.page.get_by_test_id("stTopNavSection").filter(has_text="Using your own").click()
    hand.page.get_by_test_id("stTopNavDropdownLink").filter(has_text="Test yourself").click()
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("Have you got it?")
    number = hand.page.get_by_role("spinbutton", name="Test")
    number.fill(str(TEST))
    number.press("Enter")
    expect(hand.page.get_by_role("heading", level=2)).to_have_text(asked.asked)
    answer(hand, asked.right)
    hand.page.get_by_role("link", name="See it on the stage").click()
    hand.ready()
    hand.selected(asked.place.cell)
    side = parse_cell(asked.place.cell)[1][-1] + 1
    expect(hand.panel("conv1")).to_have_attribute("data-shape", f"1,{side},{side}")
    hand.page.locator(".st-key-onward a").click()
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("Why throw the negative numbers away?")
    hand.ready()
    expect(hand.page.get_by_text("Predict.", exact=True)).to_be_visible()


def test_it_is_taken_by_keys_and_says_so(visit):
    hand, asked = visit(f"test-yourself?test={TEST}"), question(0, TEST)
    option = hand.page.locator(f".st-key-option-{asked.right} button")
    option.focus()
    hand.page.keyboard.press("Enter")
    expect(hand.page.get_by_role("status").filter(has_text="Right.")).to_be_visible()
    expect(option).to_be_focused()
    following = hand.page.get_by_role("button", name="Next question")
    following.focus()
    hand.page.keyboard.press("Enter")
    expect(hand.page.get_by_role("heading", level=2)).to_have_text(question(1, TEST).asked)
    expect(following).to_be_focused()
    expect(hand.page.locator(".told p")).to_have_count(0)
