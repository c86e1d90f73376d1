"""The first people of a new server come at once."""

import subprocess
import sys

PROGRAM = """
import sys, threading
sys.setswitchinterval(1e-5)
from heedful.listen.surveys.document import parse_document
document = {"title": {"en": "T"}, "questions": [{"type": "text", "key": "why", "title": {"en": "?"}}]}
together = threading.Barrier(16)

def read():
    together.wait()
    parse_document(document)

threads = [threading.Thread(target=read) for _ in range(16)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def test_sixteen_threads_that_read_their_first_document_at_once_all_live():
    ended = [subprocess.run([sys.executable, "-c", PROGRAM], check=False).returncode for _ in range(4)]

    assert ended == [0] * 4
