"""Stands in for the editing API where the binary has none: the page can be tried before the service can be edited.

Rows come from the lists' files and live as long as the page; tagging sees them through the options `add` and `suppress`.
"""
import csv
import json
import pathlib
import re
from urllib.parse import quote, unquote, urlsplit

LISTS = pathlib.Path(__file__).parent.parent / "gazetteers"
ARRAYS = ("aliases", "same_as", "flags")
TYPES = {"people": "person", "places": "place", "organisations": "organisation"}


def read_row(name: str, wanted: str) -> dict | None:
    [path] = LISTS.glob(f"*/{name}.tsv")
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["id"] == wanted:
                return {column: cell.split("|") if column in ARRAYS and cell else [] if column in ARRAYS else cell for column, cell in row.items()}
    return None


class StandIn:
    def __init__(self, page, key: str) -> None:
        self.key, self.rows, self.edits = key, {}, {}
        page.route(re.compile(r"/v1/gazetteers/[^/]+/entries/"), self.entry)
        page.route(re.compile(r"/v1/tag\?"), self.tag)

    def row(self, at: tuple) -> dict | None:
        return self.rows[at] if at in self.rows else read_row(*at)

    def tag(self, route) -> None:
        url = route.request.url
        for (name, wanted), row in self.rows.items():
            before = read_row(name, wanted)
            [path] = LISTS.glob(f"*/{name}.tsv")
            names = [row["name"], *row["aliases"]] if row else []
            gone = set([before["name"], *before["aliases"]] if before else []) - set(names)
            url += "".join(f"&add={quote(f'{TYPES[path.parent.name]}:{text}:{wanted}')}" for text in names)
            url += "".join(f"&suppress={quote(text)}" for text in gone)
        route.continue_(url=url)

    def problem(self, route, status: int, code: str) -> None:
        body = json.dumps({"type": f"urn:aalam:problem:{code}", "title": code, "status": status, "detail": f"{code} here", "code": code})
        route.fulfill(status=status, content_type="application/problem+json", body=body)

    def put(self, at: tuple, row: dict | None, kind: str, author: str) -> None:
        log = self.edits.setdefault(at, [])
        log.append({"seq": len(log) + 1, "at": "2026-01-02T03:04:05Z", "author": author, "kind": kind, "before": self.row(at), "after": row})
        self.rows[at] = row

    def entry(self, route) -> None:
        request = route.request
        headers = request.headers
        if headers.get("authorization") != f"Bearer {self.key}":
            return self.problem(route, 403, "wrong_key")
        name, wanted, *rest = [unquote(part) for part in re.search(r"/gazetteers/(.+)", urlsplit(request.url).path)[1].replace("/entries", "").split("/")]
        at, row = (name, wanted), self.row((name, wanted))
        etag = f'"{len(self.edits.get(at, []))}"'
        author = headers.get("x-author", "")
        if rest == ["history"]:
            return route.fulfill(json={"edits": self.edits.get(at, [])[::-1]})
        if rest == ["undo"]:
            self.put(at, self.edits[at][-1]["before"], "undo", author)
            return route.fulfill(status=200, json={})
        if request.method == "GET":
            return route.fulfill(json=row, headers={"etag": etag}) if row else self.problem(route, 404, "row_not_found")
        if headers.get("if-match", etag) != etag or (headers.get("if-none-match") == "*" and row):
            return self.problem(route, 412, "precondition_failed")
        self.put(at, json.loads(request.post_data) if request.method == "PUT" else None, request.method.lower(), author)
        return route.fulfill(status=200, json={}, headers={"etag": etag})
