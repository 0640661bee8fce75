#!/usr/bin/env python3
"""Mixed load on a service of its own, for some minutes: every answer is checked, and memory has to stay flat.

    .ci/soak.py target/release/aalam 30

Short and long texts, HTML, batches and look-ups run side by side; where the service has the editing routes, rows are added, tagged and withdrawn
and the lists read again meanwhile. Needs Linux, for the memory, and nothing beside Python. Exit code 1 if an answer was wrong, or memory grew.
"""
import http.client
import itertools
import json
import os
import pathlib
import random
import secrets
import statistics
import sys
import tempfile
import threading
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from harness import Service

NAMES = [("سيرغي لافروف", "person"), ("محمود عباس", "person"), ("القاهرة", "place"), ("بيروت", "place"), ("الأمم المتحدة", "organisation")]
SENTENCES = [
    "وصل {} اليوم مع وفد من الخبراء.", "وأكد مصدر مطلع أن زيارة {} مهمة.", "وتحدثت الصحف عن {} مطولا.", "وقال المتحدث سامر الحسيني إن {} في الخبر.",
    "وأعلنت وزارة الطاقة السورية ذلك قبل ساعات.", "وكان الاجتماع قد بدأ صباح الثلاثاء ولم ينته بعد.",
]
LONG_BYTES, PAGE_BYTES, BATCH_LINES = 900_000, 50_000, 200
# In a shorter time caches and stacks still fill.
LEAST_MINUTES_FOR_MEMORY = 3
# What memory may grow by from the second quarter of the time to the last, of what it was.
MAX_GROWTH = 0.05
EDITED_LIST = "cities"
EDITED_NAME = "قرطبوش الجديدة"


class Client:
    """One connection, and what came of its requests."""

    def __init__(self, url: str, key: str) -> None:
        self.host = urllib.parse.urlsplit(url).netloc
        self.key = key
        self.connection = http.client.HTTPConnection(self.host, timeout=30)

    def ask(self, method: str, path: str, body: str | None = None, kind: str = "application/json") -> str:
        headers = {"authorization": f"Bearer {self.key}"} | ({"content-type": kind} if body is not None else {})
        self.connection.request(method, path, body.encode() if body is not None else None, headers)
        response = self.connection.getresponse()
        answer = response.read().decode()
        if response.status not in (200, 201):
            raise AssertionError(f"{method} {path}: {response.status} {answer[:300]}")
        return answer


def text_of(least_bytes: int) -> str:
    sentences, size = [], 0
    while size < least_bytes:
        sentences.append(random.choice(SENTENCES).format(random.choice(NAMES)[0]))
        size += len(sentences[-1].encode()) + 1
    return " ".join(sentences)


def check_answer(text: str, answer: str, expected: str) -> None:
    mentions = json.loads(answer)["mentions"]
    for mention in mentions:
        assert mention["text"] == text[mention["start"]:mention["end"]], f"not cut from the text: {mention}"
    assert any(expected in mention["text"] for mention in mentions), f"{expected} was not found"


def small(client: Client) -> None:
    name, _ = random.choice(NAMES)
    text = f"{text_of(200)} وصل {name} أمس."
    check_answer(text, client.ask("POST", "/v1/tag", json.dumps({"text": text}, ensure_ascii=False)), name)


def large(client: Client) -> None:
    text = text_of(LONG_BYTES) + " وصل الوفد إلى بيروت."
    check_answer(text, client.ask("POST", "/v1/tag?min_score=0.6", text, "text/plain"), "بيروت")


def page(client: Client) -> None:
    html = "<html><body>" + "".join(f"<p>{text_of(300)} <b>سيرغي</b> <i>لافروف</i></p>" for _ in range(PAGE_BYTES // 400)) + "</body></html>"
    check_answer(html, client.ask("POST", "/v1/tag", html, "text/html"), "سيرغي</b> <i>لافروف")
    marked = client.ask("POST", "/v1/tag?format=html", html, "text/html")
    assert "<mark class=\"aalam person\"" in marked, "nothing is marked"


def batch(client: Client) -> None:
    texts = [text_of(1000) for _ in range(BATCH_LINES)]
    lines = [json.dumps({"text": text, "id": str(index)}, ensure_ascii=False) for index, text in enumerate(texts)]
    lines[BATCH_LINES // 2] = "{"
    answers = client.ask("POST", "/v1/tag/batch", "\n".join(lines), "application/x-ndjson").splitlines()
    assert len(answers) == BATCH_LINES, f"{len(answers)} answers to {BATCH_LINES} lines"
    for index, (text, answer) in enumerate(zip(texts, answers)):
        answer = json.loads(answer)
        if index == BATCH_LINES // 2:
            assert answer["error"]["code"] == "invalid_json", answer
        else:
            assert answer["id"] == str(index) and all(one["text"] == text[one["start"]:one["end"]] for one in answer["mentions"])


def look_up(client: Client) -> None:
    query = urllib.parse.quote(random.choice(["سير", "القا", "محمو", "بيرو", "الأمم"]))
    assert json.loads(client.ask("GET", f"/v1/entities?q={query}"))["entities"], "nothing begins so"
    client.ask("GET", "/v1/unlisted")


def edit(client: Client) -> None:
    path, text = f"/v1/gazetteers/{EDITED_LIST}/entries/soak_{secrets.token_hex(4)}", f"وصل الوفد إلى {EDITED_NAME}"
    row = {"name": EDITED_NAME, "name_en": "Qartabush", "subtype": "city", "country": "EG"}
    for method, body, listed in [("PUT", json.dumps(row, ensure_ascii=False), True), ("DELETE", None, False)]:
        client.ask(method, path, body)
        tagged = json.loads(client.ask("POST", "/v1/tag", json.dumps({"text": text, "unlisted": False}, ensure_ascii=False)))
        found = any(mention["text"] == EDITED_NAME for mention in tagged["mentions"])
        assert found == listed, f"after {method} the name is {'' if found else 'not '}found"


def reload(client: Client) -> None:
    answer = json.loads(client.ask("POST", "/v1/reload"))
    assert answer["entities"] > 0, answer


class Worker(threading.Thread):
    """Does one thing again and again; keeps what it took in milliseconds, and what went wrong."""

    def __init__(self, work, url: str, key: str, until: float, pause: float) -> None:
        super().__init__(daemon=True)
        self.work, self.url, self.key, self.until, self.pause = work, url, key, until, pause
        self.took_ms: list[float] = []
        self.errors: list[str] = []

    def run(self) -> None:
        client = Client(self.url, self.key)
        while time.monotonic() < self.until:
            started = time.perf_counter()
            try:
                self.work(client)
                self.took_ms.append((time.perf_counter() - started) * 1000)
            except Exception as error:  # whatever went wrong is what this looks for
                self.errors.append(f"{type(error).__name__}: {error}")
                client = Client(self.url, self.key)
            time.sleep(self.pause)


def resident_mb(pid: int) -> float:
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


def watch_memory(pid: int, until: float) -> list[tuple[float, float]]:
    """Minutes since the start, and MB."""
    started, samples = time.monotonic(), []
    while (now := time.monotonic()) < until:
        samples.append(((now - started) / 60, resident_mb(pid)))
        time.sleep(1)
    return samples


def is_flat(samples: list[tuple[float, float]]) -> bool:
    quarter = len(samples) // 4
    second, last = samples[quarter:2 * quarter], samples[3 * quarter:]
    before, after = (statistics.median(mb for _, mb in part) for part in (second, last))
    slope = statistics.linear_regression(*zip(*samples[quarter:])).slope
    print(f"memory: {samples[0][1]:.0f} MB at the start, {before:.1f} in the second quarter, {after:.1f} in the last, "
          f"at most {max(mb for _, mb in samples):.0f}; slope {slope:+.2f} MB a minute")
    return after <= before * (1 + MAX_GROWTH)


def report(workers: list[Worker]) -> int:
    """Prints what was done; gives the number of errors."""
    for name, group in itertools.groupby(workers, key=lambda worker: worker.work.__name__):
        group = list(group)
        took = sorted(ms for worker in group for ms in worker.took_ms)
        errors = [error for worker in group for error in worker.errors]
        p50, p99 = (took[int(len(took) * part)] if took else float("nan") for part in (0.5, 0.99))
        print(f"{name:8} {len(took):7} done, {len(errors)} wrong; {p50:8.1f} ms median, {p99:8.1f} ms at the 99th percentile")
        for error in errors[:5]:
            print(f"         {error}")
    return sum(len(worker.errors) for worker in workers)


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    binary, minutes = sys.argv[1], float(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        # Requests are not logged: their lines would pile up in this process.
        key = secrets.token_hex(24)
        os.environ |= {"AALAM_ADMIN_KEY": key, "AALAM_STORE": f"{folder}/edits.sqlite", "AALAM_LOG": "warn,aalam::cli=info"}
        service = Service(binary)
        try:
            works = [(small, 0.002), (small, 0.002), (large, 0.5), (page, 0.2), (batch, 0.5), (look_up, 0.02)]
            paths = json.loads(Client(service.url, key).ask("GET", "/openapi.json"))["paths"]
            if "put" in paths.get("/v1/gazetteers/{name}/entries/{id}", {}):
                works.append((edit, 0.2))
            if "/v1/reload" in paths:
                works.append((reload, 5))
            until = time.monotonic() + minutes * 60
            workers = [Worker(work, service.url, key, until, pause) for work, pause in works]
            for worker in workers:
                worker.start()
            samples = watch_memory(service.process.pid, until)
            for worker in workers:
                worker.join()
            errors = report(workers)
            flat = is_flat(samples) or minutes < LEAST_MINUTES_FOR_MEMORY
        finally:
            service.stop()
    if errors or not flat:
        sys.exit(f"{errors} answer(s) wrong; memory {'stayed flat' if flat else 'grew'}")
    print("no answer wrong, " + ("memory flat" if minutes >= LEAST_MINUTES_FOR_MEMORY else "too short to judge the memory"))


if __name__ == "__main__":
    main()
