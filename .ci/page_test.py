#!/usr/bin/env python3
"""Tries the editors' page in a browser, against the service as it will run.

usage: page_test.py BINARY VENV_FOLDER [SHOTS_FOLDER]

Starts the binary on a free port of the loopback and drives Debian's Chromium by Playwright. The cases stand in page_cases.py,
page_looks.py and page_edits.py, each a function that asserts; this file installs what they need, runs them, and says which failed. With SHOTS_FOLDER it
also leaves pictures of the page there, for people to look at.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import venv

PACKAGES = ["playwright==1.65.2"]
CHROMIUM = "/usr/bin/chromium"
# The fonts decide where letters stand: an Arabic one must be there.
DEBIAN_PACKAGES = ["chromium", "fonts-noto-core"]
ADMIN_KEY = "key-of-this-test"


def install(folder: pathlib.Path) -> None:
    """Fetches browser and driver if they are missing, and runs this program again where the driver is."""
    if not shutil.which(CHROMIUM):
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *DEBIAN_PACKAGES], check=True)
    python = folder / "bin" / "python"
    stamp = folder / "packages.txt"
    if not stamp.exists() or stamp.read_text() != "\n".join(PACKAGES):
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES], check=True)
        stamp.write_text("\n".join(PACKAGES))
    if pathlib.Path(sys.prefix) != folder:
        os.execv(python, [str(python), *sys.argv])


class Service:
    """The binary, listening on a port of its own, with a store of its own."""

    def __init__(self, binary: str, folder: str, port: int = 0) -> None:
        self.binary, self.folder = binary, folder
        address = {"AALAM_LISTEN": f"127.0.0.1:{port}", "AALAM_STORE": f"{folder}/edits.sqlite", "AALAM_ADMIN_KEY": ADMIN_KEY}
        environment = {**os.environ, **address}
        self.log = open(f"{folder}/serve.log", "w+", encoding="utf-8")
        self.process = subprocess.Popen([binary, "serve"], env=environment, stderr=self.log)
        self.url = self._address()

    def _address(self) -> str:
        for _ in range(600):
            time.sleep(0.05)
            for line in pathlib.Path(self.log.name).read_text(encoding="utf-8").splitlines():
                if address := json.loads(line).get("address"):
                    return f"http://{address}/"
        sys.exit(f"the service did not start; see {self.log.name}")

    @property
    def port(self) -> int:
        return int(self.url.rstrip("/").rsplit(":", 1)[1])

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()
        self.log.close()


class Run:
    """What a case gets: pages of a fresh browser profile, and the service."""

    def __init__(self, browser, service: Service) -> None:
        self.browser, self.service = browser, service
        self.contexts, self.foreign, self.complaints = [], [], []

    def page(self, path: str = "", **options):
        """A page of a profile of its own; whatever it asks of another origin or complains of is noted."""
        options = {"viewport": {"width": 1280, "height": 900}, **options}
        context = self.browser.new_context(accept_downloads=True, **options)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=self.service.url.rstrip("/"))
        self.contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: self._note(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self._listen(message))
        page.goto(self.service.url + path)
        page.wait_for_selector("#export button")
        return page

    def _note(self, url: str) -> None:
        if not url.startswith(self.service.url) and not url.startswith(("blob:" + self.service.url, "data:")):
            self.foreign.append(url)
        if ADMIN_KEY in url:
            self.complaints.append(f"the key stands in {url}")

    def _listen(self, message) -> None:
        # Answers of 4xx and cut connections are logged by the browser itself; a case that makes one checks what the page says.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        assert not self.foreign, f"asked elsewhere: {self.foreign}"
        assert not self.complaints, f"the browser complained: {self.complaints}"


def main() -> None:
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    install(pathlib.Path(sys.argv[2]).absolute())
    from playwright.sync_api import sync_playwright

    import page_cases
    import page_edits
    import page_looks

    failed, passed = [], 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        service = Service(sys.argv[1], folder)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        cases = [case for module in (page_cases, page_looks, page_edits) for name, case in vars(module).items() if name.startswith("case_")]
        if len(sys.argv) == 4:
            pathlib.Path(sys.argv[3]).mkdir(parents=True, exist_ok=True)
            cases.append(lambda run: page_looks.take_pictures(run, sys.argv[3]))
        for case in cases:
            run, started = Run(browser, service), time.monotonic()
            try:
                case(run)
                run.close()
                passed += 1
                print(f"ok   {case.__name__} ({time.monotonic() - started:.1f} s)", flush=True)
            except Exception:  # the other cases still run
                failed.append(case.__name__)
                print(f"FAIL {case.__name__}\n{traceback.format_exc()}", flush=True)
            # A case may have restarted it.
            service = run.service
        browser.close()
        service.stop()
    print(f"{passed} passed, {len(failed)} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
