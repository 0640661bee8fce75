#!/usr/bin/env python3
"""Runs the clients of docs/clients/ against the service.

usage: clients_test.py BINARY VENV_FOLDER

Starts the binary on a free port of the loopback, beside it a server that is busy at first and one that never answers, runs each client and
checks what it does; then the commands and excerpts of docs/clients.md. What Node or PHP is missing for is left out, and said.
"""
import contextlib
import http.server
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

from harness import Service, enter_venv

PACKAGES = ["httpx==0.28.1"]
ROOT = pathlib.Path(__file__).resolve().parent.parent
CLIENTS = ROOT / "docs" / "clients"
BUSY = b'{"title": "Too much to do", "status": 503, "detail": "come back later", "code": "overloaded", "request_id": "busy"}'


class BusyServer(http.server.ThreadingHTTPServer):
    """Answers 503 to its first requests, with Retry-After of a second, then passes requests on."""

    def __init__(self, url: str, refusals: int) -> None:
        super().__init__(("127.0.0.1", 0), PassingOn)
        self.service, self.refusals = url, refusals
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class PassingOn(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.server.refusals:
            self.server.refusals -= 1
            return self.answer(503, "application/problem+json", BUSY)
        request = urllib.request.Request(self.server.service + self.path, body, {"content-type": self.headers["content-type"]})
        with urllib.request.urlopen(request) as response:
            self.answer(response.status, response.headers["content-type"], response.read())

    def answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        if status == 503:
            self.send_header("retry-after", "1")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def hanging_server():
    """Takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def closed_url() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def run(command: list, url: str, folder: str | None = None) -> subprocess.CompletedProcess:
    environment = {**os.environ, "AALAM_URL": url, "PATH": f"{CLIENTS}:{os.environ['PATH']}"}
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, timeout=120)


def check_curl(url: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "a.txt").write_text("قال سيرغي لافروف\nذلك ببيروت")
        done = run(["tag.sh", "a.txt", "types=place"], url, folder)
        assert done.returncode == 0 and '"text":"بيروت"' in done.stdout, done
        refused = run(["tag.sh", "a.txt", "types=city", "explain=true"], url, folder)
        assert refused.returncode == 1 and '"code":"invalid_options"' in refused.stderr and not refused.stdout, refused
        started = time.monotonic()
        done = run(["tag.sh", "a.txt"], BusyServer(url, 2).url, folder)
        assert done.returncode == 0 and done.stdout.startswith('{"offsets"') and time.monotonic() - started >= 2, done
    print("curl: passed")


def check_python(url: str, hanging: str) -> None:
    import httpx

    sys.path.insert(0, str(CLIENTS))
    import aalam_client as client_module
    from aalam_client import AalamError, connect, tag, tag_all

    with connect(url) as client:
        text = "😀 قال سيرغي لافروف ببيروت"
        mentions = tag(client, text, types=["person", "place"])["mentions"]
        assert [text[mention["start"] : mention["end"]] for mention in mentions] == ["سيرغي لافروف", "بيروت"]
        try:
            tag(client, text, types=["city"])
            raise AssertionError("no error")
        except AalamError as error:
            assert (error.status, error.code, error.errors[0]["field"]) == (422, "invalid_options", "types") and error.request_id
        check_batch(lambda articles: list(tag_all(client, articles, types="place", explain=True)))
    with connect(BusyServer(url, 2).url) as client:
        started = time.monotonic()
        assert tag(client, text)["mentions"] and time.monotonic() - started >= 2
    with connect(BusyServer(url, 9).url) as client:
        waits, client_module.time.sleep = [], lambda seconds: waits.append(seconds)
        try:
            tag(client, text)
            raise AssertionError("no error")
        except AalamError as error:
            assert (error.code, len(waits)) == ("overloaded", client_module.RETRIES) and all(1 <= wait <= 1.5 for wait in waits)
    with connect(hanging) as client:
        client.timeout = httpx.Timeout(0.3)
        try:
            tag(client, text)
            raise AssertionError("no error")
        except httpx.TimeoutException:
            pass
    print("Python: passed")


def check_batch(tagged) -> None:
    """Far more than the connection's buffers hold, a text longer than a piece, and texts that cannot be tagged."""
    long = {"id": "long", "text": "سافر إلى بيروت. " * 8000}
    bad = {"id": "bad", "text": 7}
    articles = [{"id": str(number), "text": f"خبر {number}\u2028 من بيروت. " * 40} for number in range(3000)]
    articles[100:100], articles[2000:2000] = [long, bad], [bad]
    answers = tagged(iter(articles))
    assert [article for article, _ in answers] == articles
    for article, answer in answers:
        if article is bad:
            assert answer["error"]["code"] == "invalid_options", answer
        else:
            assert answer["id"] == article["id"] and len(answer["mentions"]) == article["text"].count("بيروت")


def check_with(program: str, script: str, arguments: list) -> None:
    done = run([program, ROOT / ".ci" / "clients" / script, *arguments], arguments[0])
    sys.stdout.write(done.stdout)
    assert done.returncode == 0, done.stderr


def check_document(url: str, without: set) -> None:
    """Runs the commands of docs/clients.md that show their output, and looks for its excerpts in the files."""
    blocks = re.findall(r"```(\w+)\n(.*?)```", (ROOT / "docs" / "clients.md").read_text(), flags=re.S)
    files = "\n".join(path.read_text() for path in sorted(CLIENTS.iterdir()) if path.is_file())
    with tempfile.TemporaryDirectory() as folder:
        for (language, block), (_, output) in zip(blocks, [*blocks[1:], ("", "")]):
            if language in ("python", "js", "php"):
                assert block in files, f"not in a file of docs/clients:\n{block}"
            elif language == "sh" and not without & set(block.split()):
                command = block.replace("python ", f"{sys.executable} {CLIENTS}/").replace("node ", f"node {CLIENTS}/")
                done = run(["sh", "-euc", command], url, folder)
                assert done.stdout.strip() == output.strip(), f"{block}\n{done.stdout}\n{done.stderr}"
    print("docs/clients.md: passed")


def have_php() -> bool:
    """Whether PHP and its curl are there; Debian's packages are tried where they are missing."""
    def found() -> bool:
        return bool(shutil.which("php")) and "curl" in subprocess.run(["php", "-m"], capture_output=True, text=True).stdout.split()

    if not found() and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", "php-cli", "php-curl"], capture_output=True)
    return found()


def main() -> None:
    binary, folder = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    enter_venv(folder, PACKAGES)
    sys.dont_write_bytecode = True
    service = Service(binary)
    try:
        with hanging_server() as hanging:
            check_curl(service.url)
            check_python(service.url, hanging)
            without = {program for program in ("node", "jq") if not shutil.which(program)}
            if "node" not in without:
                check_with("node", "check.mjs", [service.url, BusyServer(service.url, 2).url, hanging])
            if have_php():
                check_with("php", "check.php", [service.url, BusyServer(service.url, 9).url, hanging, closed_url()])
            else:
                without.add("php")
            check_document(service.url, without)
    finally:
        service.stop()
    print("left out for want of " + ", ".join(sorted(without)) if without else "every client ran")


main()
