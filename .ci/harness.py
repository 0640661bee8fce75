"""What the checks of the running service share: an environment with pinned packages, and the service itself."""
import json
import os
import pathlib
import subprocess
import sys
import threading
import urllib.request
import venv


def enter_venv(folder: pathlib.Path, packages: list[str]) -> None:
    """Runs the calling program again inside an environment that has the pinned packages, beside those of other programs."""
    python = folder / "bin" / "python"
    stamp = folder / "packages.txt"
    installed = stamp.read_text().splitlines() if stamp.exists() else []
    if missing := [package for package in packages if package not in installed]:
        if not installed:
            venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *missing], check=True)
        stamp.write_text("\n".join([*installed, *missing]))
    if pathlib.Path(sys.prefix) != folder:
        os.execv(python, [str(python), *sys.argv])


class Service:
    """The binary, listening on a port of its own."""

    def __init__(self, binary: str, settings: dict[str, str] | None = None, within: tuple[str, ...] = ()) -> None:
        """`within` is the command, if any, that runs it somewhere else."""
        environment = {**os.environ, "AALAM_LISTEN": "127.0.0.1:0", **(settings or {})}
        self.process = subprocess.Popen([*within, binary, "serve"], env=environment, stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if address := json.loads(line).get("address"):
                self.url = f"http://{address}"
                # Nobody reads the log further, and a full pipe would stop the service.
                threading.Thread(target=self.process.stderr.read, daemon=True).start()
                return
        sys.exit("the service did not start")

    def tag(self, body: str, kind: str, form: str, **options: str) -> str:
        query = "&".join(f"{name}={value}" for name, value in {"format": form, **options}.items())
        request = urllib.request.Request(f"{self.url}/v1/tag?{query}", body.encode(), {"content-type": kind})
        with urllib.request.urlopen(request) as response:
            return response.read().decode()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()
