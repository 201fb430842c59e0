"""A visitor brings a file: what is wrong with it stands in the page, and goes when the next one is right."""

import io

from PIL import Image
from playwright.sync_api import expect

from explainer.data.pictures import sample


def saved(kind, **options):
    file = io.BytesIO()
    Image.fromarray(sample("Coffee")).save(file, kind, **options)
    return file.getvalue()


def bring(hand, name, data):
    hand.page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )


def test_a_wrong_or_damaged_file_is_told_until_a_right_one_comes(visit):
    hand = visit("convolution")
    hand.unfold("Picture: Cat").click()
    said = hand.page.get_by_test_id("stAlert")
    bring(hand, "essay.docx", b"PK\3\4 many words")
    expect(said).to_contain_text("not a picture")
    bring(hand, "holiday.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(99))
    expect(said).to_contain_text("HEIC")
    data = saved("AVIF")
    bring(hand, "broken.avif", data[: len(data) // 2])
    expect(said).to_contain_text("damaged")
    hand.page.keyboard.press("Escape")
    hand.choose("Colours", "Colour")
    hand.link_has(colours="Colour")
    hand.unfold("Picture: Cat").click()
    expect(said).to_contain_text("damaged")
    bring(hand, "fine.jfif", saved("JPEG"))
    expect(hand.unfold("Picture: Your own")).to_be_visible()
    expect(said).to_have_count(0)
    hand.link_has(picture="Your own", colours="Colour")


def test_a_file_over_the_limit_is_told_in_the_page(visit, tmp_path):
    large = tmp_path / "large.png"
    with large.open("wb") as file:
        file.truncate(21 * 10**6)
    hand = visit("convolution")
    hand.unfold("Picture: Cat").click()
    hand.page.locator("input[type=file]").set_input_files(large)
    told = hand.page.get_by_text("File must be 20.0MB or smaller.", exact=False).last
    expect(told).to_be_visible()
    box = told.bounding_box()
    assert box["width"] > 150, "a tooltip's text alone: nothing to read in the page"
    assert box["height"] > 10
    assert told.evaluate("e => Boolean(e.closest('[data-testid=stFileChip]'))")
    expect(hand.page.get_by_text("PNG, JPEG, GIF, WebP, BMP, TIFF and AVIF, up to 20 MB.")).to_be_visible()
    bring(hand, "fine.png", saved("PNG"))
    expect(hand.unfold("Picture: Your own")).to_be_visible()
    expect(told).to_be_hidden()


def test_one_visitor_brings_many_one_after_the_other(visit):
    hand = visit("convolution")
    hand.unfold("Picture: Cat").click()
    for k in range(5):
        bring(hand, f"{k}.png", b"none" if k % 2 else saved("PNG"))
        expect(hand.page.get_by_test_id("stFileChip")).to_contain_text(f"{k}.png")
        expect(hand.page.get_by_test_id("stAlert")).to_have_count(k % 2)
    expect(hand.page.get_by_test_id("stFileChip").get_by_role("alert")).to_have_count(0)


def test_a_photo_without_its_end_is_shown_and_said(visit):
    hand = visit("convolution")
    hand.unfold("Picture: Cat").click()
    bring(hand, "cut.jpg", saved("JPEG")[:-200])
    expect(hand.unfold("Picture: Your own")).to_be_visible()
    expect(hand.page.get_by_text("The end of this file is missing")).to_be_visible()
