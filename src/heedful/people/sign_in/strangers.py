"""What is read of somebody whom nobody knows."""

from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MOST_OF_STRANGERS: Final = 5_000_000  # bytes of a form and its files, where nobody is signed in


class StrangersStopper(FileUploadHandler):
    """Looking for forgery reads a form to its end, files and all: of a stranger's large one, nothing is read."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any) -> None:  # noqa: ARG002, N803 -- Django's
        user = getattr(self.request, "user", None)
        if content_length > MOST_OF_STRANGERS and not (user and user.is_authenticated):
            raise RequestDataTooBig("A form of somebody who is not signed in is too large.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 -- Django's
        return raw_data  # on to the next handler

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002 -- Django's
        return None
