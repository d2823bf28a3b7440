"""One running `faultcast serve`, and what its admin API says and does."""

import json
import os
import selectors
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

READY_LIMIT = 30
ANSWER_LIMIT = 10


class Served:
    """The process, from __enter__ to __exit__; its ports come from the ready line."""

    def __init__(self, program, *arguments):
        self._command = [program, "serve", "--ports", "auto", *arguments]
        self._log = tempfile.TemporaryFile()
        self._process = None
        self.ports = {}

    def __enter__(self):
        self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self._log,
                                         env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"})
        try:
            line = self._first_line()
            ready = json.loads(line)
            if ready.get("ready") is not True:
                raise RuntimeError(f"the first line on stdout is not a ready line: {line!r}")
        except BaseException:
            self.__exit__()
            raise
        self.ports = ready["ports"]
        return self

    def _first_line(self):
        deadline = time.monotonic() + READY_LIMIT
        got = b""
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            while b"\n" not in got:
                if not selector.select(max(0, deadline - time.monotonic())):
                    raise RuntimeError(f"no ready line within {READY_LIMIT} s\n{self.log()}")
                piece = os.read(self._process.stdout.fileno(), 65536)
                if not piece:
                    raise RuntimeError(f"serve ended with {self._process.wait(10)} before it was ready\n{self.log()}")
                got += piece
        return got.decode().split("\n", 1)[0]

    def __exit__(self, *_):
        process = self._process
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        process.stdout.close()

    def kill(self):
        """Ends it as a crash would."""
        self._process.kill()
        self._process.wait()

    def running(self):
        return self._process.poll() is None

    def wait_for_end(self, limit):
        """Its exit code, once it has ended by itself."""
        return self._process.wait(timeout=limit)

    def log(self):
        """The last lines that it wrote for people."""
        self._log.seek(0)
        return "\n".join(self._log.read().decode(errors="replace").splitlines()[-30:])

    def ask(self, method, path, body=None):
        """The text of the answer; raises with it if the API refuses."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.ports['admin']}/__admin/{path}", data, method=method)
        if data is not None:
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_LIMIT) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{method} {path}: {error.code} {error.read().decode(errors='replace')}") from error

    def patch(self, settings):
        self.ask("PATCH", "setup", settings)

    def reset(self):
        self.ask("POST", "reset")

    def last(self):
        """The number of the newest exchange."""
        return json.loads(self.ask("GET", "exchanges?since=0"))["last"]

    def exchanges(self, since):
        """Those after `since` that are in the journal now."""
        return json.loads(self.ask("GET", f"exchanges?since={since}"))["exchanges"]

    def wait_for_exchange(self, since, matches, limit=ANSWER_LIMIT):
        """The first exchange after `since` that matches; None and everything seen instead when the time is over."""
        deadline = time.monotonic() + limit
        seen = []
        while True:
            newest = seen[-1]["id"] if seen else since
            seen += json.loads(self.ask("GET", f"exchanges?since={newest}&wait=1000"))["exchanges"]
            found = next((exchange for exchange in seen if matches(exchange)), None)
            if found is not None or time.monotonic() > deadline:
                return found, seen

    def explain(self, exchange_id):
        return self.ask("GET", f"exchanges/{exchange_id}/explain")
