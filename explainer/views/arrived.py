"""What a visitor's file holds, once it has arrived: taken at once, so that nothing else holds it from then on."""

from __future__ import annotations

from typing import cast

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import DeletedFile, UploadedFile


def contents(file: UploadedFile | DeletedFile, called: str, error: type[ValueError]) -> bytes:
    """What came in, which the server would else keep for as long as the session lasts. Where it did not arrive whole an ``error``
    says so of what it is ``called``."""
    if isinstance(file, DeletedFile):
        raise error(f"This {called} did not arrive whole; please bring it again.")
    context = get_script_run_ctx()
    if context:
        cast(MemoryUploadedFileManager, context.uploaded_file_mgr).remove_file(context.session_id, file.file_id)
    data = file.getvalue()
    file.truncate(0)
    return data


def taken(key: str, *forgotten: str) -> UploadedFile | DeletedFile | None:
    """The file that came into the widget called so, once: the same one again, which is not there any more, is none. With another,
    or none, what the session keeps under the names ``forgotten`` of the one before is gone."""
    file: UploadedFile | DeletedFile | None = st.session_state[key]
    if file is not None and file.file_id == st.session_state.get(f"{key}-taken"):
        return None
    for name in forgotten:
        st.session_state.pop(name, None)
    if file is not None:
        st.session_state[f"{key}-taken"] = file.file_id
    return file
