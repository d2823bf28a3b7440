"""A node program that calls an SDK as it is told, one JSON object a line each way, for as long as the test goes."""

import json
import os
import selectors
import subprocess
import tempfile
import time

ANSWER_LIMIT_S = 120


class Driver:
    def __init__(self, *command):
        self._log = tempfile.TemporaryFile()
        environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, env=environment)
        self._came = b""

    def ask(self, **order):
        """What came of it; raises where the driver itself failed."""
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()
        answer = json.loads(self._line())
        if "broken" in answer:
            raise RuntimeError(f"{order}: {answer['broken']}\n{self._said()}")
        return answer["result"]

    def _line(self):
        deadline = time.monotonic() + ANSWER_LIMIT_S
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._came:
                if not selector.select(max(0, deadline - time.monotonic())):
                    raise RuntimeError(f"the driver said nothing for {ANSWER_LIMIT_S} s\n{self._said()}")
                piece = os.read(self._process.stdout.fileno(), 1 << 20)
                if not piece:
                    raise RuntimeError(f"the driver ended with {self._process.wait(10)}\n{self._said()}")
                self._came += piece
        line, self._came = self._came.split(b"\n", 1)
        return line

    def _said(self):
        self._log.seek(0)
        return "\n".join(self._log.read().decode(errors="replace").splitlines()[-20:])

    def close(self):
        """It ends when nobody speaks to it any more."""
        self._process.stdin.close()
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
