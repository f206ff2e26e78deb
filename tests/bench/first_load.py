"""What a phone fetches at its first visit of the survey page: the page, its files, the worker, and all once more to keep them."""

import gzip
import json
import re
from http.client import HTTPConnection
from urllib.parse import urlsplit

MOST_BYTES = 150_000
TOLD = re.compile(rb"self\.SURVEY = (\{.*\});")


def transferred(address: str, session: str) -> int:
    """Return the bytes of the bodies of a first load, compressed as the server in front does where ours does not."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=60)

    def fetch(path: str) -> tuple[int, bytes]:
        connection.request("GET", path, headers={"Cookie": session, "Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, (path, answer.status)
        if answer.headers.get("Content-Encoding") == "gzip":
            return len(body), gzip.decompress(body)
        return min(len(body), len(gzip.compress(body))), body

    worker, script = fetch("/survey/sw.js")
    told = TOLD.search(script)
    assert told is not None
    named = json.loads(told[1])
    program = re.search(rb'importScripts\("([^"]+)"\)', script)
    assert program is not None
    once = sum(fetch(path)[0] for path in (named["page"], *named["files"]))
    return 2 * once + worker + fetch(program[1].decode())[0]
