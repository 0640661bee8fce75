"""Tags texts with Aalam, one by one or in batches. Needs Python 3.10 and httpx.

usage: python aalam_client.py ARTICLE.txt …
"""
from __future__ import annotations

import json
import os
import pathlib
import random
import sys
import time
from collections.abc import Iterable, Iterator

import httpx

RETRIES = 4
LONGEST_WAIT_S = 30.0
# httpx sends a whole body before it reads the answer, and the service reads no further while its answers wait to be read: a long stream
# would stand still. So a batch goes in pieces that the service takes in at once.
PIECE_BYTES = 64 * 1024


class AalamError(Exception):
    """A problem that the service answered with; `code` is stable, `request_id` finds it in the log."""

    def __init__(self, problem: dict) -> None:
        super().__init__(f"{problem.get('title')}: {problem.get('detail')}")
        self.status = problem.get("status")
        self.code = problem.get("code")
        self.errors = problem.get("errors", [])
        self.request_id = problem.get("request_id")


def connect(url: str = "http://localhost:8080", key: str = "") -> httpx.Client:
    """A client to be kept: its connections are used again. Failing to connect is tried again twice. `key` is for a service that needs one."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return httpx.Client(base_url=url, headers=headers, timeout=httpx.Timeout(12.0, connect=2.0), transport=httpx.HTTPTransport(retries=2))


def tag(client: httpx.Client, text: str, **options: object) -> dict:
    """The answer to one text. Offsets count code points, as Python's do: `text[m["start"]:m["end"]] == m["text"]`."""
    return post(client, "/v1/tag", json={"text": text, **options}).json()


def tag_all(client: httpx.Client, articles: Iterable[dict], **options: object) -> Iterator[tuple[dict, dict]]:
    """Each article (`{"text": …, "id": …}` and options of its own) with its answer, in order; any number of them in flat memory.

    An article that cannot be tagged has `{"line": …, "error": {…}}` for an answer, and the others go on.
    """
    for piece in pieces(articles):
        body = "\n".join(line for _, line in piece)
        response = post(client, "/v1/tag/batch", params=options, content=body.encode(), headers={"Content-Type": "application/x-ndjson"})
        # Not splitlines(): a name may hold what Unicode calls a line break.
        answers = response.text.removesuffix("\n").split("\n")
        for (article, _), answer in zip(piece, answers, strict=True):
            yield article, json.loads(answer)


def pieces(articles: Iterable[dict]) -> Iterator[list[tuple[dict, str]]]:
    piece, size = [], 0
    for article in articles:
        line = json.dumps(article, ensure_ascii=False)
        length = len(line.encode()) + 1
        if piece and size + length > PIECE_BYTES:
            yield piece
            piece, size = [], 0
        piece.append((article, line))
        size += length
    if piece:
        yield piece


def post(client: httpx.Client, path: str, **request: object) -> httpx.Response:
    """Posts, and tries again when the service is busy. Tagging changes nothing, so it can be asked twice."""
    for attempt in range(RETRIES + 1):
        response = client.post(path, **request)
        if response.status_code not in (429, 503) or attempt == RETRIES:
            break
        time.sleep(wait_s(response, attempt))
    if response.headers.get("content-type", "").startswith("application/problem+json"):
        raise AalamError(response.json())
    return response.raise_for_status()


def wait_s(response: httpx.Response, attempt: int) -> float:
    """What Retry-After asks for, in seconds, and a little more, so that not all callers come back at once."""
    asked = response.headers.get("retry-after", "")
    return min(float(asked) if asked.isdigit() else 2.0**attempt, LONGEST_WAIT_S) + random.uniform(0.0, 0.5)


def main() -> None:
    articles = ({"id": path, "text": pathlib.Path(path).read_text(encoding="utf-8")} for path in sys.argv[1:])
    with connect(os.environ.get("AALAM_URL", "http://localhost:8080"), os.environ.get("AALAM_KEY", "")) as client:
        for article, answer in tag_all(client, articles, types="person,place,organisation"):
            if problem := answer.get("error"):
                print(f"{article['id']}: {AalamError(problem)}", file=sys.stderr)
                continue
            for mention in answer["mentions"]:
                assert article["text"][mention["start"] : mention["end"]] == mention["text"]
                print(article["id"], mention["start"], mention["end"], mention["type"], mention["entity"] or "-", mention["text"], sep="\t")


if __name__ == "__main__":
    main()
