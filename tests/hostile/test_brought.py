"""What a page does with what it is brought, without a browser: it takes it, and nothing holds on to the bytes."""

import io

import numpy as np
import pytest
from PIL import Image
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import DeletedFile

from explainer.data.pictures import sample
from explainer.views.picture import OWN
from tests.pages.visits import sound, visited


def png():
    file = io.BytesIO()
    Image.fromarray(sample("Coins")).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def managers(monkeypatch):
    """Those that hold files, as they are made."""
    made, make = [], MemoryUploadedFileManager.__init__

    def noted(self, endpoint):
        make(self, endpoint)
        made.append(self)

    monkeypatch.setattr(MemoryUploadedFileManager, "__init__", noted)
    return made


def held(managers):
    return [file for manager in managers for files in manager.file_storage.values() for file in files]


def told(page):
    return [error.value for error in page.error]


def bring(page, data, name="a.png"):
    page.file_uploader(key="upload").set_value((name, data, "image/png"))
    page.run()
    sound(page)


def test_a_picture_is_taken_and_its_bytes_are_let_go(managers):
    page = visited("convolution", {})
    bring(page, png())
    assert page.session_state["picture"] == OWN
    np.testing.assert_array_equal(page.session_state["own-picture"], sample("Coins"))
    assert held(managers) == []
    assert page.session_state["upload"].getvalue() == b""


def test_what_is_wrong_stays_through_reruns_until_a_right_one_comes(managers):
    page = visited("convolution", {})
    bring(page, b"not one")
    (said,) = told(page)
    assert held(managers) == []
    page.run()
    assert told(page) == [said]
    assert page.session_state["picture"] == "Cat"
    bring(page, png(), "b.png")
    assert told(page) == []


def test_a_picture_that_did_not_arrive_is_said(monkeypatch):
    monkeypatch.setattr(MemoryUploadedFileManager, "get_files", lambda self, session_id, file_ids: [])
    page = visited("convolution", {})
    bring(page, png())
    assert isinstance(page.session_state["upload"], DeletedFile)
    assert "did not arrive" in told(page)[0]
    assert page.session_state["picture"] == "Cat"


def test_a_photo_goes_the_same_way(managers):
    page = visited("convolution", {})
    page.toggle(key="use-camera").set_value(True)
    page.run()
    page.camera_input(key="camera").set_value(("photo.jpg", png(), "image/jpeg"))
    page.run()
    sound(page)
    np.testing.assert_array_equal(page.session_state["own-picture"], sample("Coins"))
    assert held(managers) == []
