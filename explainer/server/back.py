"""Going back is not forgotten over what is said meanwhile.

While a session's script is at work, a training's pass for instance, what its visitor does waits as one request. Where that is
to go back and something else is said after it, a number that was pinned or a stage that was seen, Streamlit keeps the address but
not that it is to be gone back to: settings then stay as they were. And what is said while the script goes back brings the
settings along that the browser had before it, which then come again. What is said from the address that was gone back to
leaves that as it is, until the script rests.
"""

from __future__ import annotations

from dataclasses import replace

from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests


def go_back_all_the_same() -> None:
    """From now on, in every session."""
    fold = ScriptRequests._request_rerun_locked

    def folded(self: ScriptRequests, said: RerunData) -> bool:
        last = self._rerun_data  # waits, or is what the script is at
        if last.is_history_navigation and (last.page_script_hash, last.query_string) == (
            said.page_script_hash,
            said.query_string,
        ):
            said = replace(said, is_history_navigation=True)
        return fold(self, said)

    ScriptRequests._request_rerun_locked = folded  # type: ignore[assignment, method-assign]
