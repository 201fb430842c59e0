"""A sound is heard and seen along the same moments; its cells open to samples and kernels; backwards, and one's own."""

import pytest
from playwright.sync_api import expect

from tests.pages.test_sound import file

LISTEN = "Listen"
HEARS_A_TONE = """() => {
    navigator.mediaDevices.getUserMedia = async () => {
        const audio = new AudioContext(), tone = new OscillatorNode(audio, { frequency: 440 });
        const out = audio.createMediaStreamDestination();
        tone.connect(out);
        tone.start();
        await audio.resume();
        return out.stream;
    };
}"""


def test_nothing_sounds_before_listen_and_then_the_playhead_goes_over_all_that_stands_along_time(visit):
    hand = visit("sound?listener=GRU")
    wave = hand.panel("input")
    assert wave.get_attribute("data-heard") is None
    expect(hand.page.locator(".playhead:visible")).to_have_count(0)
    wave.get_by_role("button", name=LISTEN).click()
    expect(wave).to_have_attribute("data-heard", "1")
    expect(hand.page.locator(".playhead:visible")).to_have_count(4)
    wave.get_by_role("button", name=LISTEN).wait_for()
    expect(hand.page.locator(".playhead:visible")).to_have_count(0)
    assert hand.errors == []


def test_listening_can_be_stopped_and_play_stops_it(visit):
    hand = visit("sound")
    wave = hand.panel("input")
    wave.get_by_role("button", name=LISTEN).click()
    wave.get_by_role("button", name="Stop").click()
    expect(hand.page.locator(".playhead:visible")).to_have_count(0)
    expect(wave.get_by_role("button", name=LISTEN)).to_be_visible()


def test_a_cell_of_the_spectrogram_shows_its_window_and_its_kernels(visit):
    hand = visit("sound")
    heard = hand.panel("heard").locator("canvas").bounding_box()
    left, cell = 48, (heard["width"] - 48) / 40
    hand.page.mouse.move(heard["x"] + left + 25.5 * cell, heard["y"] + heard["height"] * 35.5 / 48)
    hand.selected("heard[0,35,25]")
    wave = hand.panel("input")
    expect(wave).to_have_attribute("data-moment", "25")
    expect(wave).to_have_attribute("data-band", "G4")
    box = wave.locator("canvas").bounding_box()
    hand.page.mouse.click(box["x"] + 100, box["y"] + box["height"] - 20)
    hand.selected("ear[35,25]")
    rings = hand.page.locator(".rings:not(.field) rect")
    tops = {round(ring["y"] - heard["y"]) for ring in (rings.nth(k).bounding_box() for k in range(rings.count()))}
    assert min(abs(top - heard["height"] * 35 / 48) for top in tops) < 4, "what it feeds is ringed"
    expect(hand.caption).to_contain_text("Cosine of G4, moment 26: 512 products add up")
    assert sum(hand.terms) == pytest.approx(hand.total, abs=1e-5)


def test_a_cell_of_the_state_is_the_one_below_the_pointer(visit):
    hand = visit("sound?listener=GRU")
    box = hand.panel("gru.loop.h").locator("canvas").bounding_box()
    cell = (box["width"] - 48) / 40
    hand.page.mouse.move(box["x"] + 48 + 7.5 * cell, box["y"] + box["height"] * 3.5 / 32)
    hand.selected("gru.loop.h[7,3]")


def test_a_cell_that_a_kernel_made_is_what_its_torch_prints(read):
    hand = read("sound?cell=cnn.conv2[3,4,5]")
    assert sum(hand.terms) == pytest.approx(hand.total, abs=1e-4)
    assert float(hand.torch_prints("print")[-1]) == pytest.approx(hand.total, abs=1e-4)


def test_play_goes_moment_by_moment(read):
    hand = read("sound?listener=GRU&cell=gru.loop.h[2,5]")
    expect(hand.page.locator(".player")).to_contain_text("moment 3 of 40")
    hand.press("ArrowRight")
    hand.selected("gru.loop.h[3,5]")


def test_played_backwards_each_readers_answer_before_is_ringed(visit):
    hand = visit("sound", asked=True)
    hand.page.locator(".st-key-predict").get_by_role("radio", name="CNN and GRU").click()
    hand.link_has(**{"sound-played": "Backwards"})
    expect(hand.page.locator(".st-key-predict")).to_contain_text("Right: the CNN says “falls” and the GRU says “falls”")
    expect(hand.panel("gru.answer")).to_contain_text("falls")
    hand.choose("Played", "Forwards")
    expect(hand.panel("gru.answer")).to_contain_text("rises")


def test_a_file_of_ones_own_is_read(visit):
    hand = visit("sound")
    hand.unfold("Sound: Rises").click()
    bring = hand.page.locator("input[type=file]")
    bring.set_input_files({"name": "mine.wav", "mimeType": "audio/wav", "buffer": b"RIFFless"})
    expect(hand.page.get_by_test_id("stAlert")).to_contain_text("no WAV file")
    bring.set_input_files({"name": "mine.wav", "mimeType": "audio/wav", "buffer": file()})
    expect(hand.unfold("Sound: Yours")).to_be_visible()
    expect(hand.panel("cnn.answer")).to_contain_text("rises")
    hand.link_has(sound="Yours")


def test_what_a_microphone_hears_is_read(visit):
    hand = visit("sound")
    hand.page.evaluate(HEARS_A_TONE)
    hand.unfold("Sound: Rises").click()
    hand.page.get_by_role("button", name="Record").click()
    expect(hand.page.get_by_test_id("stAudioInputWaveformTimeCode")).to_contain_text("00:02")
    hand.page.get_by_role("button", name="Stop recording").click()
    expect(hand.unfold("Sound: Yours")).to_be_visible()
    expect(hand.panel("cnn.answer")).to_contain_text("holds")
    assert hand.errors == []
