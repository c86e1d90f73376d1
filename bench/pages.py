"""Every page of a served demo: how long the server takes for it once it is warm, and how much goes over the wire.

Links are followed from the home, as a person does; of the pages that one view draws, a few are taken. The links of a
log that is there already are walked with HEEDFUL_HOME (its owner's sign-in in HEEDFUL_BENCH_EMAIL and …_PASSWORD).
"""

import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from urllib.parse import urlencode, urljoin, urlsplit

EMAIL = os.environ.get("HEEDFUL_BENCH_EMAIL", "demo@heedful.example")
PASSWORD = os.environ.get("HEEDFUL_BENCH_PASSWORD", "pictures-of-a-demo")
P95, FIRST_KB, THEN_KB = 0.150, 150, 40
LOOKS, OF_A_KIND, MOST = 12, 3, 80


def main() -> None:
    given = os.environ.get("HEEDFUL_HOME")
    with tempfile.TemporaryDirectory() as temporary, served(given or temporary, demo=not given) as port:
        visitor = Visitor(port)
        visitor.sign_in()
        times: dict[str, list[float]] = {}
        sizes: dict[str, int] = {}
        for path in walk(visitor):
            looks = [visitor.get(path) for _ in range(LOOKS)]
            times[path], sizes[path] = [seconds for seconds, *_ in looks], len(looks[-1][1])
        first = first_load(visitor, "/")
    for path in sorted(times, key=lambda path: -p95(times[path])):
        half, most = 1000 * statistics.median(times[path]), 1000 * p95(times[path])
        print(f"{half:7.0f} ms {most:7.0f} ms p95 {sizes[path] / 1000:7.1f} kB  {path}")
    heaviest = max(sizes.values()) / 1000
    print(f"first load {first / 1000:.1f} kB, at most {FIRST_KB}; a page after it {heaviest:.1f} kB, at most {THEN_KB}")
    together = p95([seconds for each in times.values() for seconds in each])
    job = f"Pages, p95 of {len(times)} pages, warm"
    print(json.dumps({"job": job, "by": "heedful", "seconds": together, "limits": {"seconds": P95}}))
    sys.exit(first > FIRST_KB * 1000 or heaviest > THEN_KB)


class Visitor:
    """A browser without a screen: one connection, cookies, gzip."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[float, bytes, http.client.HTTPResponse]:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept-Encoding": "gzip",
        }
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        began = time.perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        seconds = time.perf_counter() - began
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        return seconds, content, answer

    def get(self, path: str) -> tuple[float, bytes, http.client.HTTPResponse]:
        return self.ask("GET", path)

    def page(self, path: str) -> tuple[str, str]:
        """The page that an address leads to in the end, and its address."""
        for _ in range(5):
            _, content, answer = self.get(path)
            if answer.status not in (301, 302):
                return path, plain(content, answer)
            path = urlsplit(urljoin(path, answer.headers["Location"]))._replace(scheme="", netloc="").geturl()
        raise SystemExit(f"{path} leads round in a circle")

    def sign_in(self) -> None:
        _, page = self.page("/people/sign-in/")
        fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
        names = re.findall(r'<input[^>]*name="([^"]+)"', page)
        email = next(name for name in names if name in ("email", "login", "username"))
        fields |= {email: EMAIL, "password": PASSWORD}
        *_, answer = self.ask("POST", "/people/sign-in/", urlencode(fields))
        if answer.status != 302:
            raise SystemExit(f"The sign-in of {EMAIL} did not work ({answer.status}).")


def plain(content: bytes, answer: http.client.HTTPResponse) -> str:
    import gzip

    packed = answer.headers.get("Content-Encoding") == "gzip"
    return (gzip.decompress(content) if packed else content).decode("utf-8", "replace")


def walk(visitor: Visitor) -> Iterator[str]:
    import django
    from django.urls import Resolver404, resolve

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heedful.config.settings")
    django.setup()

    def view_of(path: str) -> str | None:
        try:
            return resolve(path).view_name
        except Resolver404:
            return None

    waiting, met, of_a_kind = ["/"], {"/"}, Counter()
    while waiting and sum(of_a_kind.values()) < MOST:
        path, page = visitor.page(waiting.pop(0))
        of_a_kind[view_of(path)] += 1
        yield path
        for link in re.findall(r'<a [^>]*href="(/[^"#?]*)', page):
            link = unescape(link)
            if link in met or link.startswith(("/api/", "/static/")) or re.search(r"\.\w+$", link):
                continue
            met.add(link)
            if (
                view_of(link)
                and sum(view_of(each) == view_of(link) for each in waiting) + of_a_kind[view_of(link)] < OF_A_KIND
            ):
                waiting.append(link)


def first_load(visitor: Visitor, path: str) -> int:
    """The bytes of a page and all that it needs, by a browser that has nothing yet."""
    path, page = visitor.page(path)
    needed = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    return sum(len(visitor.get(each)[1]) for each in (path, *dict.fromkeys(needed)))


def p95(seconds: list[float]) -> float:
    return sorted(seconds)[max(0, -(-95 * len(seconds) // 100) - 1)]


@contextmanager
def served(home: str, *, demo: bool) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    os.environ["HEEDFUL_HOME"] = home
    what = ["demo", "--password", PASSWORD] if demo else ["serve"]
    server = subprocess.Popen(
        [sys.executable, "-m", "heedful", *what, "--port", str(port)], stdout=subprocess.PIPE, text=True
    )
    try:
        for line in server.stdout:
            if "listens at" in line:
                break
        else:
            raise SystemExit("The server did not start.")
        yield port
    finally:
        server.terminate()
        server.wait(60)


if __name__ == "__main__":
    main()
