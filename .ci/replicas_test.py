#!/usr/bin/env python3
"""Three services on one PostgreSQL, edited at all three at once while one is killed, the database crashes, and a network is cut: every edit
that was acknowledged is there at the end, and all three say the same. How soon an edit reaches the others is measured when all is quiet.

usage: replicas_test.py BINARY
"""
import contextlib
import http.client
import json
import os
import pathlib
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

from harness import Service

EDITS, THREADS, QUIET_EDITS = 1000, 6, 100
# Between the edits of one editor, so that they outlast what is done to the replicas meanwhile.
PAUSE_S = 0.1
CUT_S, CONVERGED_WITHIN_S, REACHED_WITHIN_S = 8, 30, 1.0
KEY, PASSWORD = secrets.token_hex(16), secrets.token_hex(16)
# Of the block for tests of networks (RFC 2544): the link to the database, and the one by which the test reaches the service.
DATABASE_LINK, CLIENT_LINK = "198.18.77", "198.18.78"
ENTRIES = "/v1/gazetteers/cities/entries"


def run(*command: str | pathlib.Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, cwd="/")
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: {done.stderr or done.stdout}")


class Postgres:
    """A cluster of its own, in a folder that goes with it."""

    def __init__(self, folder: pathlib.Path, addresses: list[str]) -> None:
        self.folder, self.addresses, self.programs = folder, addresses, self.find() or self.install()
        self.as_user = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
        (folder / "password").write_text(PASSWORD)
        if self.as_user:
            shutil.chown(folder, "postgres")
            shutil.chown(folder / "password", "postgres")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        run(*self.as_user, self.programs / "initdb", "-D", folder / "data", "-U", "desk", f"--pwfile={folder / 'password'}",
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync")
        with (folder / "data" / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {DATABASE_LINK}.0/24 scram-sha-256\n")
        self.control("start")

    @staticmethod
    def find() -> pathlib.Path | None:
        return max(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), default=None)

    @classmethod
    def install(cls) -> pathlib.Path:
        run("apt-get", "update")
        run("apt-get", "install", "-y", "--no-install-recommends", "postgresql", "iproute2")
        return cls.find()

    def control(self, order: str, *options: str) -> None:
        server = f"-p {self.port} -c listen_addresses={','.join(self.addresses)} -c unix_socket_directories={self.folder}"
        started = () if order == "stop" else ("-l", self.folder / "log", "-o", server)
        run(*self.as_user, self.programs / "pg_ctl", order, "--wait", "--silent", "-D", self.folder / "data", *options, *started)

    def url(self, host: str) -> str:
        return f"postgres://desk:{PASSWORD}@{host}:{self.port}/postgres"


class Network:
    """A network namespace with two links to here: one to the database, which can be cut, and one for requests."""

    def __init__(self) -> None:
        self.name = f"aalam{os.getpid()}"
        self.within = ("ip", "netns", "exec", self.name)
        run("ip", "netns", "add", self.name)
        for end, (link, network) in enumerate([("db", DATABASE_LINK), ("cl", CLIENT_LINK)]):
            here, there = f"{link}h{os.getpid()}", f"{link}n{os.getpid()}"
            run("ip", "link", "add", here, "type", "veth", "peer", "name", there, "netns", self.name)
            run("ip", "address", "add", f"{network}.1/24", "dev", here)
            run("ip", "link", "set", here, "up")
            run(*self.within, "ip", "address", "add", f"{network}.2/24", "dev", there)
            run(*self.within, "ip", "link", "set", there, "up")
        run(*self.within, "ip", "link", "set", "lo", "up")

    def database_link(self, state: str) -> None:
        # The far end only loses its carrier: what the service sends is dropped, and nobody tells it so.
        run("ip", "link", "set", f"dbh{os.getpid()}", state)

    def remove(self) -> None:
        subprocess.run(["ip", "netns", "delete", self.name], check=False)

    @classmethod
    def permitted(cls) -> "Network | None":
        trial = f"aalamtrial{os.getpid()}"
        if os.geteuid() or subprocess.run(["ip", "netns", "add", trial], capture_output=True).returncode:
            print("SKIPPED: the network is not cut: that needs root, iproute2, and leave to make network namespaces")
            return None
        run("ip", "netns", "delete", trial)
        return cls()


class Replica:
    """One of the services, which may be killed and started again."""

    def __init__(self, binary: str, store: str, listen: str = "127.0.0.1", within: tuple[str, ...] = ()) -> None:
        self.start = lambda: Service(binary, {"AALAM_STORE": store, "AALAM_ADMIN_KEY": KEY, "AALAM_LISTEN": f"{listen}:0",
                                              "AALAM_LOG": "warn,aalam::cli=info"}, within)
        self.service = self.start()

    def kill_and_start(self) -> None:
        self.service.process.kill()
        self.service.process.wait()
        self.service = self.start()

    def ask(self, method: str, path: str, body: dict | None = None) -> tuple[int, dict]:
        """Status and answer; raises OSError or HTTPException if there is none."""
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(self.service.url).netloc, timeout=15)
        with contextlib.closing(connection):
            content = {"Content-Type": "application/json"} if body is not None else {}
            connection.request(method, path, json.dumps(body) if body is not None else None, {"Authorization": f"Bearer {KEY}", **content})
            response = connection.getresponse()
            return response.status, json.loads(response.read())

    def name(self, entity: str) -> str | None:
        return self.ask("GET", f"{ENTRIES}/{entity}")[1].get("name_en")


def row(name: str) -> dict:
    return {"name": f"بلدة {name} المستحدثة", "name_en": name, "subtype": "city", "country": "LB"}


class Editors:
    """Several at once. Each has rows of its own, whose edits go to one replica after the other, and all share one row."""

    def __init__(self, replicas: list[Replica]) -> None:
        self.replicas, self.rows, self.retries, self.refused, self.failures = replicas, {}, 0, 0, []
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.work, args=(number,)) for number in range(THREADS)]
        for thread in self.threads:
            thread.start()

    def end(self) -> None:
        for thread in self.threads:
            thread.join()
        if self.failures:
            sys.exit(self.failures[0])

    def work(self, editor: int) -> None:
        try:
            self.edit(editor)
        except AssertionError as failure:
            self.failures.append(str(failure))

    def edit(self, editor: int) -> None:
        for number in range(EDITS // THREADS + 1):
            # Every row is edited three times, and the last edit of every tenth withdraws it.
            entity = "shared_town" if number % 20 == 19 else f"town_{editor}_{number // 3}"
            name = f"Town {editor}.{number}"
            withdrawn = entity != "shared_town" and number % 30 == 2
            self.until_acknowledged(editor + number, entity, None if withdrawn else name)
            if entity != "shared_town":
                with self.lock:
                    self.rows[entity] = None if withdrawn else name
            time.sleep(PAUSE_S)

    def until_acknowledged(self, turn: int, entity: str, name: str | None) -> None:
        method, body = ("PUT", row(name)) if name else ("DELETE", None)
        tried = False
        for replica in (self.replicas[(turn + attempt) % len(self.replicas)] for attempt in range(1000)):
            try:
                status, answer = replica.ask(method, f"{ENTRIES}/{entity}", body)
            except (OSError, http.client.HTTPException, ValueError):
                status, answer = 0, {}
            # Withdrawn before, by an attempt whose answer was lost.
            if status in (200, 201) or (tried and status == 404 and method == "DELETE"):
                return
            assert status in (0, 503), f"{method} {entity}: {status} {answer}"
            tried = True
            with self.lock:
                self.retries += 1
                self.refused += status == 503
            time.sleep(0.1)
        raise AssertionError(f"{method} {entity} was never acknowledged")


def disturb(replicas: list[Replica], postgres: Postgres, network: Network | None) -> None:
    time.sleep(2)
    replicas[0].kill_and_start()
    time.sleep(2)
    postgres.control("restart", "-m", "immediate")
    time.sleep(2)
    if not network:
        return
    cut = replicas[2]
    network.database_link("down")
    deadline = time.monotonic() + CUT_S
    warned = False
    while time.monotonic() < deadline:
        status, ready = cut.ask("GET", "/readyz")
        assert status == 200, ready
        warned = warned or "store of edits" in str(ready.get("warnings"))
        status, answer = cut.ask("POST", "/v1/tag", {"text": "وصل الوفد إلى بيروت"})
        assert status == 200 and answer["mentions"], answer
        time.sleep(0.2)
    network.database_link("up")
    assert warned, "the service that was cut off did not say so"


def wait_until(what: str, holds) -> float:
    started = time.monotonic()
    while not holds():
        if time.monotonic() - started > CONVERGED_WITHIN_S:
            sys.exit(f"{what}: not within {CONVERGED_WITHIN_S} s")
        time.sleep(0.05)
    return time.monotonic() - started


def compare(replicas: list[Replica], rows: dict[str, str | None]) -> None:
    versions = lambda: {replica.ask("GET", "/v1/gazetteers")[1]["version"] for replica in replicas}
    wait_until("all have the same lists", lambda: len(versions()) == 1)
    for entity, name in rows.items():
        for number, replica in enumerate(replicas):
            found = replica.name(entity)
            assert found == name, f"replica {number}: {entity} is {found!r}, and {name!r} was acknowledged"
    names = " ثم ".join(row(name)["name"] for name in list(rows.values())[:60] if name)
    answers = [replica.ask("POST", "/v1/tag", {"text": f"زار الوفد {names}"})[1]["mentions"] for replica in replicas]
    assert len(answers[0]) >= 40 and all(answer == answers[0] for answer in answers), "the replicas tag a text differently"
    history = replicas[0].ask("GET", f"{ENTRIES}/shared_town/history")[1]["edits"]
    for later, earlier in zip(history, history[1:]):
        assert later["before"] == earlier["after"], f"an edit of the shared row was made in ignorance of another: {later}, {earlier}"


def measure(replicas: list[Replica]) -> list[float]:
    """Milliseconds from an edit's acknowledgement until another replica has it, each asked by a thread of its own."""
    times = []
    for number in range(QUIET_EDITS):
        here, others = replicas[number % 3], [replicas[(number + 1) % 3], replicas[(number + 2) % 3]]
        entity, name = f"quiet_{number % 10}", f"Quiet {number}"

        def watch(replica: Replica) -> None:
            while replica.name(entity) != name:
                time.sleep(0.001)
            times.append(1000 * max(0.0, time.monotonic() - acknowledged))

        status, answer = here.ask("PUT", f"{ENTRIES}/{entity}", row(name))
        acknowledged = time.monotonic()
        assert status in (200, 201), answer
        watchers = [threading.Thread(target=watch, args=(replica,)) for replica in others]
        for watcher in watchers:
            watcher.start()
        for watcher in watchers:
            watcher.join(CONVERGED_WITHIN_S)
        assert len(times) == 2 * (number + 1), f"{entity} did not reach every replica"
    return sorted(times)


def test(binary: str, postgres: Postgres, network: Network | None) -> None:
    local = postgres.url("127.0.0.1")
    replicas = [Replica(binary, local), Replica(binary, local)]
    if network:
        replicas.append(Replica(binary, postgres.url(f"{DATABASE_LINK}.1"), f"{CLIENT_LINK}.2", network.within))
    else:
        replicas.append(Replica(binary, local))
    try:
        started = time.monotonic()
        editors = Editors(replicas)
        disturb(replicas, postgres, network)
        editors.end()
        took = time.monotonic() - started
        caught_up = wait_until("all are without warnings", lambda: all(not r.ask("GET", "/readyz")[1].get("warnings") for r in replicas))
        compare(replicas, editors.rows)
        times = measure(replicas)
    finally:
        for replica in replicas:
            replica.service.process.kill()
    print(f"{EDITS} edits by {THREADS} at a time in {took:.1f} s, {editors.retries} sent again ({editors.refused} for a 503): none is lost, "
          f"{len(editors.rows)} rows are alike at three replicas, well {caught_up:.1f} s after the last edit")
    p99 = times[int(len(times) * 0.99) - 1]
    print(f"an edit reaches the other replicas within {statistics.median(times):.1f} ms (median), {p99:.1f} ms (99 of 100), "
          f"{times[-1]:.1f} ms (all {len(times)})")
    assert times[-1] < 1000 * REACHED_WITHIN_S, f"an edit took more than {REACHED_WITHIN_S} s to reach another replica"


def main() -> None:
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    Postgres.find() or Postgres.install()
    network = Network.permitted()
    with tempfile.TemporaryDirectory(prefix="aalam-replicas-") as folder:
        os.chmod(folder, 0o755)
        postgres = Postgres(pathlib.Path(folder), ["127.0.0.1", *([f"{DATABASE_LINK}.1"] if network else [])])
        try:
            test(binary, postgres, network)
        finally:
            postgres.control("stop", "-m", "immediate")
            if network:
                network.remove()


main()
