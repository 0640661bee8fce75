#!/usr/bin/env python3
"""Injects one fault after the other into services of its own, and says what was seen; exit code 1 if one was not borne as it should be.

    .ci/faults.py target/release/aalam [FAULT …]

Needs Linux, root for the disks (a small tmpfs, mounted within a scratch folder), and Debian's `faketime` for the clock; what cannot be injected is said
and passed over. `tests/durability.rs` kills a service amid its edits, `.ci/replicas_test.py` the database and the network.
"""
import contextlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

from harness import Service

ROOT = pathlib.Path(__file__).resolve().parent.parent
KEY = "key-of-the-faults"
SENTENCE = "وصل الوفد إلى بيروت مساء أمس"
ROW = {"name": "قرطبوش الجديدة", "name_en": "Qartabush", "subtype": "city", "country": "EG"}
ENTRY = "/v1/gazetteers/cities/entries/fault_town"
CLOCK = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"
HUGE_BYTES = 200 * 2**20
DAY_S = 86_400


class Passed(Exception):
    """The fault cannot be injected here."""


class Faulty(Service):
    """A service with a store and a key, and a way to ask it anything."""

    def __init__(self, binary: str, store: pathlib.Path, **settings: str) -> None:
        super().__init__(binary, {"AALAM_STORE": str(store), "AALAM_ADMIN_KEY": KEY, "AALAM_LOG": "warn,aalam::cli=info", **settings})
        self.host = urllib.parse.urlsplit(self.url).netloc

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, dict]:
        connection = http.client.HTTPConnection(self.host, timeout=60)
        headers = {"authorization": f"Bearer {KEY}", "content-type": "application/json"}
        connection.request(method, path, None if body is None else json.dumps(body).encode(), headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read() or b"null")

    def tags(self) -> bool:
        status, answer = self.ask("POST", "/v1/tag", {"text": SENTENCE})
        return status == 200 and [mention["text"] for mention in answer["mentions"]] == ["بيروت"]

    def memory_mb(self) -> float:
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


@contextlib.contextmanager
def serving(binary: str, store: pathlib.Path, **settings: str):
    service = Faulty(binary, store, **settings)
    try:
        yield service
    finally:
        service.process.kill()
        service.process.wait()


@contextlib.contextmanager
def small_disk(folder: pathlib.Path, size: str):
    if os.geteuid() != 0:
        raise Passed("mounting a small disk needs root")
    disk = folder / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", disk], capture_output=True).returncode:
        raise Passed("no disk can be mounted here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


def refused_start(binary: str, **settings: str) -> str:
    """What a service says that does not start."""
    environment = {**os.environ, "AALAM_LISTEN": "127.0.0.1:0", "AALAM_ADMIN_KEY": KEY, **settings}
    done = subprocess.run([binary, "serve"], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0, "it starts"
    return f"exit code {done.returncode}: {done.stderr.strip().splitlines()[-1][-200:]}"


def full_disk(binary: str, folder: pathlib.Path) -> str:
    with small_disk(folder, "2m") as disk, serving(binary, disk / "edits.sqlite") as service:
        assert service.ask("PUT", ENTRY, ROW)[0] == 201
        with contextlib.suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
            while True:
                filler.write(bytes(4096))
        failed = 0
        for number in range(200):
            status, answer = service.ask("PUT", f"{ENTRY}_{number}", ROW)
            failed += status == 503 and answer["code"] == "store_failed"
            assert status == 201 or answer["code"] == "store_failed", answer
        assert failed and service.tags()
        (disk / "filler").unlink()
        assert service.ask("PUT", f"{ENTRY}_after", ROW)[0] == 201
        return f"{failed} of 200 edits answered 503 `store_failed`, tagging goes on; with room again the next edit is stored"


def read_only_disk(binary: str, folder: pathlib.Path) -> str:
    with small_disk(folder, "8m") as disk:
        # Killed it leaves its log beside the file; stopped as it should be it leaves the file alone.
        for number, is_killed in enumerate((True, False)):
            with serving(binary, disk / "edits.sqlite") as service:
                assert service.ask("PUT", f"{ENTRY}_{number}", ROW)[0] == 201
                if not is_killed:
                    service.stop()
            assert (disk / "edits.sqlite-wal").exists() == is_killed
            subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
            with serving(binary, disk / "edits.sqlite") as service:
                status, answer = service.ask("PUT", f"{ENTRY}_more", ROW)
                assert status == 503 and answer["code"] == "store_failed", answer
                assert all(service.ask("GET", f"{ENTRY}_{before}")[0] == 200 for before in range(number + 1)) and service.tags()
            subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
        return "a killed and a stopped service start with the edits that are there, and tag; further edits are answered 503 `store_failed`"


def corrupt_list(binary: str, folder: pathlib.Path) -> str:
    lists = folder / "gazetteers"
    shutil.copytree(ROOT / "gazetteers", lists)
    with serving(binary, folder / "edits.sqlite", AALAM_GAZETTEERS=str(lists)) as service:
        (lists / "places" / "cities.tsv").write_bytes(b"id\tname\n\xff\xfe\tbroken\n")
        status, answer = service.ask("POST", "/v1/reload")
        ready = service.ask("GET", "/readyz")
        assert status == 422 and service.tags() and ready[0] == 200 and ready[1]["warnings"], (status, answer, ready)
        seen = f"a reload is answered 422 `{answer['code']}` with file and line, the lists of before go on, `/readyz` warns"
    return f"{seen}; a start is refused, {refused_start(binary, AALAM_STORE=str(folder / 'other.sqlite'), AALAM_GAZETTEERS=str(lists))}"


def corrupt_store(binary: str, folder: pathlib.Path) -> str:
    store = folder / "edits.sqlite"
    with serving(binary, store) as service:
        for number in range(100):
            assert service.ask("PUT", f"{ENTRY}_{number}", ROW)[0] == 201
        service.stop()
    damaged = bytearray(store.read_bytes())
    damaged[4096:len(damaged) // 2] = b"\xa5" * (len(damaged) // 2 - 4096)
    store.write_bytes(damaged)
    refused = refused_start(binary, AALAM_STORE=str(store))
    assert refused.count("malformed") == 1, refused
    return f"a start is refused, {refused}"


def slow_clients(binary: str, folder: pathlib.Path) -> str:
    def cut_after(head: bytes, service: Faulty) -> float:
        with socket.create_connection(tuple([service.host.split(":")[0], int(service.host.split(":")[1])]), timeout=60) as client:
            client.sendall(head)
            started = time.monotonic()
            with contextlib.suppress(ConnectionError):
                while client.recv(4096):
                    pass
            return time.monotonic() - started

    with serving(binary, folder / "edits.sqlite", AALAM_HEAD_TIMEOUT="2", AALAM_REQUEST_TIMEOUT="3") as service:
        head = cut_after(b"POST /v1/tag HTTP/1.1\r\nhost: x\r\n", service)
        body = cut_after(b"POST /v1/tag HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: 1000\r\n\r\n" + b"a" * 10, service)
        assert head < 10 and body < 15 and service.tags(), (head, body)
        return f"with time-outs of 2 and 3 s half a head was cut after {head:.1f} s, half a body answered and cut after {body:.1f} s"


def huge_body(binary: str, folder: pathlib.Path) -> str:
    with serving(binary, folder / "edits.sqlite") as service:
        before, sent = service.memory_mb(), 0
        connection = http.client.HTTPConnection(service.host, timeout=60)
        connection.putrequest("POST", "/v1/tag")
        connection.putheader("content-type", "text/plain")
        connection.putheader("transfer-encoding", "chunked")
        connection.endheaders()
        chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
        with contextlib.suppress(ConnectionError):
            while sent < HUGE_BYTES:
                connection.send(chunk)
                sent += 0x10000
        try:
            answer = str(connection.getresponse().status)
        except ConnectionError:
            # Who goes on sending may lose the answer to the reset of his connection.
            answer = "cut"
        assert answer in ("413", "cut") and service.tags() and sent < HUGE_BYTES, (answer, sent)
        return f"{answer} after {sent / 2**20:.0f} MB of {HUGE_BYTES / 2**20:.0f} were sent; memory {service.memory_mb() - before:+.0f} MB"


def clock_jump(binary: str, folder: pathlib.Path) -> str:
    if not pathlib.Path(CLOCK).exists():
        raise Passed("Debian's faketime is not installed")
    clock = folder / "clock"
    clock.write_text("+0")
    fake = {"LD_PRELOAD": CLOCK, "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    with serving(binary, folder / "edits.sqlite", **fake) as service:
        for number, jump in enumerate((0, 30 * DAY_S, -30 * DAY_S)):
            clock.write_text(f"{jump:+d}")
            status, answer = service.ask("PUT", ENTRY, {**ROW, "name": f"{ROW['name']} {number}"})
            assert status in (200, 201) and service.tags(), answer
        status, answer = service.ask("GET", f"{ENTRY}/history")
        times = [edit["at"] for edit in answer["edits"]]
        assert len(times) == 3 and times[0] < times[2] < times[1], times
        assert "2" in service.ask("GET", ENTRY)[1]["name"]
        return f"by 30 days forth and back: each edit is stored and served at once; the history keeps their order, with the times {', '.join(times)}"


def terminated_under_load(binary: str, folder: pathlib.Path) -> str:
    with serving(binary, folder / "edits.sqlite") as service:
        counts, stop = {"answered": 0, "cut": 0}, threading.Event()

        def ask() -> None:
            connection = http.client.HTTPConnection(service.host, timeout=30)
            while not stop.is_set():
                try:
                    connection.request("POST", "/v1/tag", SENTENCE.encode(), {"content-type": "text/plain; charset=utf-8"})
                except OSError:
                    return
                try:
                    counts["answered"] += connection.getresponse().read() != b""
                except (OSError, http.client.HTTPException):
                    # A connection that was kept, closed as the request was sent: whoever sent it may send it again.
                    counts["cut"] += 1
                    return

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        time.sleep(2)
        service.process.send_signal(signal.SIGTERM)
        started = time.monotonic()
        code = service.process.wait(timeout=30)
        took = time.monotonic() - started
        stop.set()
        for thread in threads:
            thread.join()
        assert code == 0 and took < 11, (code, took)
        return f"exit code 0 after {took:.1f} s; of {counts['answered']} requests {counts['cut']} had no answer"


FAULTS = [full_disk, read_only_disk, corrupt_list, corrupt_store, slow_clients, huge_body, clock_jump, terminated_under_load]


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    binary, wanted = os.path.abspath(sys.argv[1]), sys.argv[2:]
    failed = 0
    for fault in FAULTS:
        if wanted and fault.__name__ not in wanted:
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                print(f"{fault.__name__:22} {fault(binary, pathlib.Path(folder))}", flush=True)
            except Passed as why:
                print(f"{fault.__name__:22} not tried: {why}", flush=True)
            except Exception as error:  # whatever went wrong is what this looks for
                failed += 1
                print(f"{fault.__name__:22} FAILED: {type(error).__name__}: {error}", flush=True)
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
