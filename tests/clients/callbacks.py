#!/usr/bin/env python3
"""Event callbacks against a receiver of our own in another process: after a push of real ffmpeg, by hand, refused in
each way, over TLS, and through kills of the sender.

    callbacks.py FAULTCAST [--kills N] [--queue N]

Exit code 0 all agree, 1 not, 77 a client is missing (a failure with REQUIRE_CLIENTS=1 in the environment).
"""

import argparse
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import callback_receiver
import publishers
from checks import Checks
from served import Served

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MEDIA = os.path.join(ROOT, "fixtures", "media", "demo.flv")
SKIPPED = 77
LIMIT = 30


class Receiver:
    """The receiver's process, from __enter__ to __exit__."""

    def __init__(self, folder, name, *options):
        self.log = os.path.join(folder, name + ".log")
        open(self.log, "w", encoding="utf-8").close()
        self._options = options
        self._process = None
        self.port = 0

    def __enter__(self):
        self._process = subprocess.Popen([sys.executable, callback_receiver.__file__, self.log, *self._options],
                                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        self.port = int(self._process.stdout.readline())
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    def requests(self):
        return callback_receiver.read_log(self.log)


def wait_until(question):
    """Its first true answer; the last one when the time is over."""
    deadline = time.monotonic() + LIMIT
    while True:
        answer = question()
        if answer or time.monotonic() > deadline:
            return answer
        time.sleep(0.02)


class Callbacks:
    def __init__(self, program):
        self.program = program
        self.checks = Checks()
        with open(os.path.join(ROOT, "fixtures", "setups", "demo.json"), encoding="utf-8") as file:
            text = "\n".join(line for line in file.read().splitlines() if not line.lstrip().startswith("//"))
        self.key = json.loads(text)["console"]["live"]["api_key"]

    def call(self, served, *words):
        """What `faultcast callback …` prints; its exit code goes first."""
        done = subprocess.run([self.program, "callback", *words, "--admin", f"http://127.0.0.1:{served.ports['admin']}"],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT, check=False,
                              env={**os.environ, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"})
        return done.returncode, done.stdout, done.stderr

    def after_a_push(self, folder):
        """Real ffmpeg pushes; start and end are told, with the same sequence."""
        with Receiver(folder, "push") as receiver, Served(self.program, "--admin-port", "0") as served:
            served.patch({"console.live.callback_url": f"http://127.0.0.1:{receiver.port}/callback/Live_callback.php"})
            url = subprocess.run([self.program, "sign", "push-url", "--host", f"127.0.0.1:{served.ports['rtmp']}"],
                                 capture_output=True, text=True, check=True, timeout=LIMIT).stdout.splitlines()[0].strip("'")
            code, printed = publishers.Ffmpeg().push(MEDIA, url)
            self.checks.take("ffmpeg pushes", [] if code == 0 else [printed])
            wait_until(lambda: len(receiver.requests()) >= 2)
            requests = receiver.requests()
            bodies = [json.loads(one["body"]) for one in requests]
            for one in requests:
                self.checks.take(f"event {json.loads(one['body'])['event_type']}: every field, type and the signature",
                                 callback_receiver.troubles(one, self.key, int(one["at"])))
            pushes = [body for body in bodies if body["event_type"] in (0, 1)]
            self.checks.take("start comes before the end", [] if [b["event_type"] for b in pushes] == [1, 0] else [str(pushes)])
            expected = {"stream_id": "8888_anchor01", "stream_param": url.split("?", 1)[1], "user_ip": "127.0.0.1"}
            for body in pushes:
                wrong = [f"{name} is {body[name]!r}" for name, value in expected.items() if body[name] != value]
                self.checks.take("it tells of this push", wrong)
            self.checks.take("both tell the same sequence", [] if len({b["sequence"] for b in pushes}) == 1 else ["no"])
            self.checks.take("ffmpeg ended it by itself", [] if pushes[-1]["errcode"] == 1 else [str(pushes[-1])])

    def by_hand(self, folder):
        """callback send, resend, list and tail."""
        with Receiver(folder, "hand") as receiver, Served(self.program, "--admin-port", "0") as served:
            served.patch({"console.live.callback_url": f"http://127.0.0.1:{receiver.port}/cb"})
            for word in ("start", "end", "record", "screenshot", "100"):
                code, out, err = self.call(served, "send", word, "--stream", "8888_hand", "--duration", "75")
                self.checks.take(f"callback send {word}", [] if code == 0 and out.startswith("#") else [out, err])
            code, out, err = self.call(served, "resend", "3")
            self.checks.take("callback resend 3", [] if (code, out) == (0, "#6\n") else [out, err])
            wait_until(lambda: len(receiver.requests()) >= 6)
            requests = receiver.requests()
            types = [json.loads(one["body"])["event_type"] for one in requests]
            self.checks.take("all of them came", [] if sorted(types) == [0, 1, 100, 100, 100, 200] else [str(types)])
            for one in requests:
                self.checks.take(f"made up, event {json.loads(one['body'])['event_type']}",
                                 callback_receiver.troubles(one, self.key, int(one["at"])))
            recorded = next(b for b in (json.loads(one["body"]) for one in requests) if b["event_type"] == 100)
            self.checks.take("a recording of 75 s", [] if recorded["duration"] == 75 == recorded["end_time"] - recorded["start_time"]
                             else [str(recorded)])
            wait_until(lambda: '"waiting"' not in self.call(served, "list", "--json")[1])
            listed = json.loads(self.call(served, "list", "--json")[1])
            wrong = [str(one) for one in listed if one["state"] != "delivered" or len(one["attempts"]) != 1]
            self.checks.take("callback list: all are delivered, by one attempt each", wrong if len(listed) == 6 else [str(listed)])
            text = self.call(served, "list")[1]
            self.checks.take("the list says why each counts", [] if text.count("delivered: the receiver confirmed it") == 6 else [text])
            text = self.call(served, "tail", "--once")[1]
            self.checks.take("callback tail", [] if text.count("delivered: ") == 6 else [text])
            for words, sentence in ((("send", "nonsense"), "'nonsense' is no event; allowed are start (1)"),
                                    (("send", "record", "--format", "avi"), "'avi' is no format of a recording"),
                                    (("resend", "99"), "there is no callback 99")):
                code, out, err = self.call(served, *words)
                self.checks.take(f"callback {' '.join(words)} is refused", [] if code == 3 and sentence in err else [str(code), out, err])

    def refused(self, folder):
        """Each way in which a receiver fails, under both rules, without retries."""
        rows = [
            ("code other than 0", ("--body", '{"code":2003}'), "code_not_0", "delivered"),
            ("a page", ("--body", "<html>It works!</html>"), "answer_not_json", "delivered"),
            ("404", ("--status", "404", "--body", "File not found."), "status_not_200", "status_not_200"),
            ("500", ("--status", "500", "--body", ""), "status_not_200", "status_not_200"),
            ("redirect", ("--status", "301"), "redirected", "redirected"),
            ("slow", ("--delay", "3"), "no_answer", "no_answer"),
        ]
        with Served(self.program, "--admin-port", "0") as served:
            served.patch({"console.callback.behaviour.retries": 0, "console.callback.behaviour.answer_timeout_2016_s": 1,
                          "console.callback.behaviour.answer_timeout_2019_s": 1})
            for title, options, *codes in rows:
                with Receiver(folder, "refused", *options) as receiver:
                    for rules, code in zip(("2016", "2019"), codes):
                        served.patch({"console.live.callback_rules": rules,
                                      "console.live.callback_url": f"http://127.0.0.1:{receiver.port}/cb"})
                        self.expect(served, f"{title}, rules of {rules}", code)
            self.expect_url(served, "nobody listens", "http://127.0.0.1:1/cb", "refused")
            self.expect_url(served, "no URL", "", "no_url")
            self.expect_url(served, "TLS where there is none", f"https://127.0.0.1:{served.ports['http']}/", "tls_failed")
            try:
                served.patch({"console.live.callback_url": "ftp://h/cb"})
                self.checks.take("a URL of another scheme", ["it was taken"])
            except RuntimeError as error:
                self.checks.take("a URL of another scheme",
                                 [] if "must be an http:// or https:// URL" in str(error) else [str(error)])

    def expect_url(self, served, title, url, code):
        served.patch({"console.live.callback_url": url})
        self.expect(served, title, code)

    def expect(self, served, title, code):
        since = served.last()
        self.call(served, "send", "start")
        found, _ = served.wait_for_exchange(since, lambda one: one["service"] == "callback")
        self.checks.take(f"{title}: {code}", [] if found and found["code"] == code else [str(found)])

    def tls(self, folder):
        """A certificate that nobody vouches for is refused; our own https port is believed."""
        certificate = os.path.join(folder, "own.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", certificate + ".key",
                        "-out", certificate], check=True, capture_output=True, timeout=LIMIT)
        with open(certificate, "a", encoding="utf-8") as both, open(certificate + ".key", encoding="utf-8") as key:
            both.write(key.read())
        with Receiver(folder, "tls", "--certificate", certificate) as receiver, Served(self.program, "--admin-port", "0") as served:
            served.patch({"console.callback.behaviour.retries": 0})
            self.expect_url(served, "a certificate of its own", f"https://127.0.0.1:{receiver.port}/cb", "tls_failed")
            self.expect_url(served, "our own https port, which knows no such page",
                            f"https://127.0.0.1:{served.ports['https']}/nothing", "status_not_200")
            self.checks.take("nothing was sent to the one that is not believed", [str(one) for one in receiver.requests()])

    def killed(self, folder, kills, queue):
        """Kill -9 while a queue is worked off: everything arrives, twice at most what was in flight."""
        journal = os.path.join(folder, "journal.db")
        arguments = (self.program, "--admin-port", "0", "--journal", journal, "--set", "console.live.callback_rules=2019",
                     "--set", "console.callback.behaviour.retry_pause_2019_s=0.05",
                     "--set", "console.callback.behaviour.retries=1000")
        luck = random.Random(1)
        in_flight = Counter()
        with Receiver(folder, "killed", "--delay", "0.02") as receiver:
            url = ("--set", f"console.live.callback_url=http://127.0.0.1:{receiver.port}/cb")
            names = [f"8888_k{i:04d}" for i in range(queue)]
            with Served(*arguments, *url) as served:
                with ThreadPoolExecutor(8) as pool:
                    list(pool.map(lambda name: served.ask("POST", "callbacks", {"event": "start", "stream": name}), names))
                served.kill()
            self.count_in_flight(journal, in_flight)
            for _ in range(kills - 1):
                with Served(*arguments, *url) as served:
                    time.sleep(luck.random() * 0.15)
                    served.kill()
                self.count_in_flight(journal, in_flight)
            with Served(*arguments, *url) as served:
                wait_until(lambda: all(one["state"] == "delivered" for one in json.loads(served.ask("GET", "callbacks"))["callbacks"]))
            came = Counter(json.loads(one["body"])["stream_id"] for one in receiver.requests())
        lost = [name for name in names if came[name] == 0]
        self.checks.take(f"{queue} callbacks, {kills} kills: none is lost", [f"{len(lost)} lost, e.g. {lost[:3]}"] if lost else [])
        too_often = [f"{name} came {count} times, was in flight at {in_flight[name]} kills" for name, count in came.items()
                     if count > 1 + in_flight[name]]
        self.checks.take("only what was in flight came again", too_often[:5])
        self.checks.note(f"{sum(came.values()) - queue} duplicates, of {sum(in_flight.values())} in flight at the kills")

    @staticmethod
    def count_in_flight(journal, counts):
        """Deliveries whose attempt was begun and not answered when the process died."""
        with sqlite3.connect(journal) as database:
            for (text,) in database.execute("SELECT json FROM callbacks WHERE state = 'sending'"):
                counts[json.loads(text)["stream"]] += 1
        database.close()


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("faultcast")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--queue", type=int, default=1000)
    options = parser.parse_args(arguments)
    missing = publishers.Ffmpeg.missing()
    if missing:
        print(missing)
        return 1 if os.environ.get("REQUIRE_CLIENTS") == "1" else SKIPPED
    tests = Callbacks(options.faultcast)
    with tempfile.TemporaryDirectory(prefix="faultcast-callbacks-") as folder:
        tests.after_a_push(folder)
        tests.by_hand(folder)
        tests.refused(folder)
        tests.tls(folder)
        tests.killed(folder, options.kills, options.queue)
    return tests.checks.end(lambda: "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
