"""curl, the program, and what it got."""

import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass

LIMIT_S = 30


def missing(*also):
    """Which of curl and the programs named is not there, in a sentence; empty if all are."""
    absent = [name for name in ("curl", *also) if not shutil.which(name)]
    return f"not installed: {', '.join(absent)}" if absent else ""


@dataclass
class Answer:
    exit_code: int
    status: int
    headers: list  # (name, value) of the last head
    body: bytes
    heads: list  # the status of every head that came: 100, 200

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def json(self):
        try:
            return json.loads(self.body)
        except ValueError:
            return {}

    @property
    def data(self):
        return self.json.get("data", {})

    def __str__(self):
        return f"curl {self.exit_code}, HTTP {self.status}, {self.body[:300]!r}"


def curl(*arguments):
    """Runs it; the proxies of the environment are not asked."""
    with tempfile.TemporaryDirectory() as folder:
        head, body = os.path.join(folder, "head"), os.path.join(folder, "body")
        environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        done = subprocess.run(
            ["curl", "--disable", "--silent", "--show-error", "--max-time", str(LIMIT_S), "--dump-header", head, "--output", body,
             *arguments], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, timeout=2 * LIMIT_S, check=False)
        heads = _read(head).decode("latin-1").split("\r\n\r\n")[:-1]
        lines = heads[-1].split("\r\n") if heads else [""]
        headers = [tuple(part.strip() for part in line.split(":", 1)) for line in lines[1:]]
        statuses = [int(one.split(" ")[1]) for one in heads]
        return Answer(done.returncode, statuses[-1] if statuses else 0, headers, _read(body), statuses)


def _read(path):
    if not os.path.exists(path):
        return b""
    with open(path, "rb") as file:
        return file.read()


class Scratch:
    """Files that curl reads, gone at the end."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory()
        self._files = 0

    def file(self, content):
        self._files += 1
        path = os.path.join(self._folder.name, str(self._files))
        with open(path, "wb") as file:
            file.write(content)
        return path

    def close(self):
        self._folder.cleanup()
