"""The program under test: one call of it, or a `serve` that runs for a while."""
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request

PROGRAM = os.path.abspath(sys.argv.pop(1))
DEADLINE = 60
PLAIN = {k: v for k, v in os.environ.items() if not k.startswith(("FAULTCAST_", "LC_", "LANG"))}


def call(*words, stdin="", **environment):
    return subprocess.run([PROGRAM, *words], input=stdin, capture_output=True, text=True, timeout=DEADLINE,
                          env={**PLAIN, **environment})


class Serve:
    """A `faultcast serve` on free ports; stopped when left."""

    def __init__(self, *words, ulimit=""):
        command = [PROGRAM, "serve", "--ports", "auto", *words]
        if ulimit:
            command = ["sh", "-c", "ulimit " + ulimit + ' && exec "$@"', "sh", *command]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=PLAIN)

    def __enter__(self):
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError("serve did not start: " + self.process.stderr.read())
        self.ready = json.loads(line)
        self.admin = "http://127.0.0.1:%d" % self.ready["ports"]["admin"]
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.errors = self.process.communicate(timeout=DEADLINE)[1]

    def ask(self, method, path, body=None, **headers):
        data = None if body is None else (body if isinstance(body, bytes) else json.dumps(body).encode())
        request = urllib.request.Request(self.admin + "/__admin/" + path, data=data, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=DEADLINE) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())
