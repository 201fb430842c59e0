"""What a visitor's file holds, once it has arrived: taken at once, so that nothing else holds it from then on."""

from __future__ import annotations

from typing import cast

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
