#!/usr/bin/env python3
"""Load on a service of its own, beside a bare echo of the same bodies on the same machine: requests a second, and how long they take.

    cargo build --release --example echo
    .ci/load.py target/release/aalam target/release/examples/echo [SECONDS]

Everything stays on the loopback, and the client shares the cores with the service. SECONDS is the length of each run, 10 if it is not said.
Needs Linux and `wrk`. Exit code 1 if a request failed.
"""
import http.client
import json
import os
import pathlib
import re
import secrets
import subprocess
import sys
import tempfile
import threading
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from harness import Service

ROOT = pathlib.Path(__file__).resolve().parent.parent
SENTENCE = "وصل وزير الخارجية الروسي سيرغي لافروف إلى القاهرة مساء الثلاثاء"
ARTICLE_BYTES, LONG_BYTES = 6_000, 1_000_000
CONNECTIONS = 8
RELOADS, EDITS = 50, 1000
UNITS_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


def article(least_bytes: int) -> str:
    """Texts of the project's own gold set, one after the other."""
    texts = [json.loads(line)["text"] for line in (ROOT / "tests/gold/news_dev.jsonl").read_text(encoding="utf-8").splitlines()]
    text = ""
    for number in range(10**6):
        if len(text.encode()) >= least_bytes:
            break
        text += texts[number % len(texts)] + "\n"
    return text.encode()[:least_bytes].decode(errors="ignore")


class Load:
    """One run of wrk."""

    def __init__(self, url: str, text: str, folder: str, seconds: int, connections: int = CONNECTIONS) -> None:
        script = pathlib.Path(folder) / f"{secrets.token_hex(4)}.lua"
        body = script.with_suffix(".txt")
        body.write_text(text, encoding="utf-8")
        script.write_text(f'wrk.method = "POST"\nwrk.headers["Content-Type"] = "text/plain; charset=utf-8"\n'
                          f'wrk.body = io.open("{body}", "rb"):read("*a")\n')
        command = ["wrk", "--latency", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s",
                   "--timeout", "30s", "--script", str(script), f"{url}/v1/tag"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def end(self) -> dict[str, float]:
        """Requests a second, milliseconds at the median and the 99th percentile, and how many failed."""
        printed, _ = self.process.communicate()
        percentile = {int(part): float(value) * UNITS_MS[unit] for part, value, unit in re.findall(r"(\d+)% +([\d.]+)(us|ms|s)\b", printed)}
        failed = sum(map(int, re.findall(r"Non-2xx or 3xx responses: (\d+)", printed)))
        failed += sum(sum(map(int, re.findall(r"\d+", line))) for line in re.findall(r"Socket errors: (.*)", printed))
        return {"rate": float(re.search(r"Requests/sec: +([\d.]+)", printed)[1]), "p50": percentile[50], "p99": percentile[99], "failed": failed}


def show(name: str, result: dict[str, float]) -> int:
    print(f"{name:44} {result['rate']:9.0f} {result['p50']:9.2f} {result['p99']:9.2f} {result['failed']:7.0f}", flush=True)
    return int(result["failed"])


def fire(url: str, key: str, problems: list[str]) -> None:
    """Edits, and amid them orders to read the lists again."""
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=60)
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
    for number in range(EDITS):
        row = json.dumps({"name": f"قرطبوش {number % 100 + 100}", "name_en": "Qartabush", "subtype": "city", "country": "EG"})
        asked = [("PUT", f"/v1/gazetteers/cities/entries/load_{number}", row)]
        if number % (EDITS // RELOADS) == 0:
            asked.append(("POST", "/v1/reload", None))
        for method, path, body in asked:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            answer = response.read().decode()
            if response.status not in (200, 201):
                problems.append(f"{method} {path}: {response.status} {answer[:200]}")


def main() -> None:
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    binary, echo, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) == 4 else 10
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        key = secrets.token_hex(24)
        os.environ |= {"AALAM_ADMIN_KEY": key, "AALAM_STORE": f"{folder}/edits.sqlite", "AALAM_LOG": "warn,aalam::cli=info"}
        bare, service = Service(echo), Service(binary)
        try:
            print(f"{f'{seconds} s each, {CONNECTIONS} connections':44} {'per s':>9} {'p50 ms':>9} {'p99 ms':>9} {'failed':>7}")
            for name, text in (("one sentence", SENTENCE), (f"article of {ARTICLE_BYTES} bytes", article(ARTICLE_BYTES))):
                failed += show(f"{name}, bare echo", Load(bare.url, text, folder, seconds).end())
                failed += show(f"{name}, tagged", Load(service.url, text, folder, seconds).end())
            failed += show("one sentence, 1 connection", Load(service.url, SENTENCE, folder, seconds, 1).end())
            long = Load(service.url, article(LONG_BYTES), folder, seconds, 1)
            failed += show("  beside bodies of 1 MB", Load(service.url, SENTENCE, folder, seconds, 1).end())
            failed += show("  (these bodies)", long.end())
            problems: list[str] = []
            firing = threading.Thread(target=fire, args=(service.url, key, problems))
            firing.start()
            while firing.is_alive():
                failed += show(f"  amid {EDITS} edits and {RELOADS} reloads", Load(service.url, SENTENCE, folder, seconds, 1).end())
            print(*problems, sep="\n")
            failed += len(problems)
        finally:
            bare.stop()
            service.stop()
    sys.exit(f"{failed} request(s) failed" if failed else 0)


if __name__ == "__main__":
    main()
