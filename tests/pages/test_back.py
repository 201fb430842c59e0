"""Going back, while a script is at work and more is said."""

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

from explainer.server.back import go_back_all_the_same


@pytest.fixture
def kept(monkeypatch):
    monkeypatch.setattr(ScriptRequests, "_request_rerun_locked", ScriptRequests._request_rerun_locked)
    go_back_all_the_same()


def after(*said):
    requests = ScriptRequests()
    for one in said:
        requests.request_rerun(RerunData(page_script_hash="here", widget_states=WidgetStates(), **one))
    return requests._rerun_data


BACK = {"query_string": "stride=2", "is_history_navigation": True}


def test_going_back_counts_whatever_is_said_from_there_meanwhile(kept):
    folded = after(BACK, {"query_string": "stride=2", "fragment_id": "stage"})
    assert folded.is_history_navigation
    assert folded.query_string == "stride=2"


def test_going_back_counts_for_what_is_said_while_the_script_is_at_it(kept):
    requests = ScriptRequests()
    requests.request_rerun(RerunData(page_script_hash="here", widget_states=WidgetStates(), **BACK))
    assert requests.on_scriptrunner_ready().rerun_data.is_history_navigation
    for _ in range(2):
        stage = RerunData(
            page_script_hash="here", widget_states=WidgetStates(), query_string="stride=2", fragment_id="stage"
        )
        requests.request_rerun(stage)
        assert requests.on_scriptrunner_ready().rerun_data.is_history_navigation


def test_what_was_chosen_after_it_changes_the_address_and_counts_instead(kept):
    assert not after(BACK, {"query_string": "stride=3"}).is_history_navigation


def test_what_is_chosen_without_going_back_does_not_go_back(kept):
    assert not after({"query_string": "a"}, {"query_string": "a"}).is_history_navigation
