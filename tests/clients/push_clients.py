#!/usr/bin/env python3
"""Real ffmpeg and real GStreamer push to one `faultcast serve`: let in, refused for each wrong setting, let in again.

    push_clients.py FAULTCAST [--only TEXT]

For each row below the settings are patched in through the admin API, each client pushes, and then these must agree: the
client's exit code, the client's own message (reference: what each real pusher prints), the journal's verdict, and the
explanation, which must name the setting. Exit code 0 all agree, 1 not, 77 a client is missing (a failure with
REQUIRE_CLIENTS=1 in the environment).
"""

import argparse
import hashlib
import json
import os
import re
import sys
import time
from dataclasses import dataclass, field

import publishers
from served import Served

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MEDIA = os.path.join(ROOT, "fixtures", "media", "demo.flv")
SETUP = os.path.join(ROOT, "fixtures", "setups", "demo.json")
SKIPPED = 77
DAY = 86400

# What a client prints, by what the server does to it; every pattern of a list must be found.
SILENT_CLOSE = {"ffmpeg": [r"Input/output error"], "gst": [r"'publish' cmd failed: connection closed remotely"]}
MESSAGES = {
    "publish_close": SILENT_CLOSE,
    "publish_rst": {"ffmpeg": [r"Input/output error"],
                    "gst": [r"'publish' cmd failed: Error receiving data: Connection reset by peer"]},
    "status_badname": {"ffmpeg": [r"\[rtmp @ [^\]]*\] Server error: ", r"Operation not permitted"],
                       "gst": [r"publish denied; stream already exists", r"NetStream\.Publish\.BadName"]},
    "start_then_close": {"ffmpeg": [r"av_interleaved_write_frame\(\): (Connection reset by peer|Broken pipe)"],
                         "gst": [r"Connection error: (connection closed remotely|.*Connection reset by peer|.*Broken pipe)"]},
    "connect_reject": {"ffmpeg": [r"\[rtmp @ [^\]]*\] Server error: ", r"Unknown error occurred"],
                       "gst": [r"Not authorized to connect: 'connect' cmd returned 'NetConnection\.Connect\.Rejected'"]},
    "connect_close": {"ffmpeg": [r"Input/output error"], "gst": [r"'connect' cmd failed: connection closed remotely"]},
}


PUSH_KEY = r"setting: backend\.PUSH_URL_KEY"
BIZID = r"setting: backend\.APP_BIZID"
ACCOUNT = r"setting: console\.live\.account"


@dataclass
class Row:
    """One wrong setting. `{id}` in a setting's path is the id of the stream that is pushed."""

    title: str
    code: str  # the verdict in the journal; "ok": let in
    settings: dict = field(default_factory=dict)
    style: str = "publish_close"  # how the refusal reaches the client
    names: str = ""  # the explanation must match this: the setting, or what the request lacks
    query: str = "signed"  # what follows the stream id: signed, unsigned (bizid alone) or none
    prefix: str = ""  # of the stream id, instead of the tenant's bizid
    app: str = "live"
    taken: bool = False  # another publisher holds the name


def key_styled(style, seen_as=None):
    """The push key is wrong, and the console refuses in this style; at connect it cannot know that yet."""
    return Row(f"push key changed, refused by {style}", "txsecret_wrong",
               {"console.live.push_key": "changed-in-the-console", "console.live.behaviour.reject_style": style},
               seen_as or style, PUSH_KEY)


def host_styled(style):
    """The host in tcUrl is no push domain, which is seen at connect."""
    return Row(f"host in tcUrl wrong, refused by {style}", "tcurl_host_wrong",
               {"console.live.behaviour.tcurl_host_check": "strict", "console.live.behaviour.reject_style": style},
               style, r"setting: console\.live\.push_domains")


ROWS = [
    Row("push key changed", "txsecret_wrong", {"console.live.push_key": "changed-in-the-console"},
        names=PUSH_KEY),
    Row("push key rotated, the old one kept as the previous", "txsecret_wrong",
        {"console.live.push_key": "rotated-in-the-console", "console.live.push_key_previous": "{key}"},
        names="right for the previous push key"),
    Row("bizid changed", "tenant_unknown", {"console.live.bizid": "7777"}, names=BIZID),
    Row("stream id of another tenant", "tenant_mismatch", prefix="7777", names=BIZID),
    Row("account stopped", "account_stopped", {"console.live.account": "stopped"}, names=ACCOUNT),
    Row("account in arrears", "account_in_arrears", {"console.live.account": "arrears"}, names=ACCOUNT),
    Row("stream banned", "stream_banned", {"console.live.streams.{id}.banned": True},
        names=r"setting: console\.live\.streams\..*\.banned"),
    Row("the console's clock is two days ahead", "txtime_expired", {"console.clock_ahead_s": 2 * DAY},
        names=r"why: txTime .* before the cloud's"),
    Row("no signature", "signature_missing", query="unsigned", names="push_auth is on in the console"),
    Row("query lost", "query_lost", query="none", names="txSecret and txTime never arrived"),
    Row("name in use", "name_in_use", taken=True, names="has been publishing"),
    Row("name in use, refused by status_badname", "name_in_use", {"console.live.behaviour.reject_style": "status_badname"},
        "status_badname", "has been publishing", taken=True),
    Row("no signature, and the console asks for none", "ok", {"console.live.push_auth": "off"}, query="unsigned"),
    Row("RTMP app is not live", "app_unknown", app="vod", names="only 'live'"),
    *[key_styled(style) for style in ("publish_rst", "status_badname", "start_then_close")],
    key_styled("connect_reject", seen_as="status_badname"),
    key_styled("connect_close", seen_as="publish_close"),
    *[host_styled(style) for style in ("publish_close", "publish_rst", "status_badname", "connect_reject", "connect_close")],
]


def live_settings():
    with open(SETUP, encoding="utf-8") as file:
        text = re.sub(r"^\s*//.*$", "", file.read(), flags=re.MULTILINE)
    return json.loads(text)["console"]["live"]


class Suite:
    def __init__(self, served, clients):
        self._served = served
        self._clients = clients
        self._live = live_settings()
        self._pushes = 0
        self.failures = []
        self.checks = 0

    def _stream(self, row):
        """A stream id that no push has used, and its whole URL."""
        self._pushes += 1
        bizid = self._live["bizid"]
        stream = f"{row.prefix or bizid}_client{self._pushes}"
        until = f"{int(time.time()) + DAY:X}"
        secret = hashlib.md5(f"{self._live['push_key']}{stream}{until}".encode()).hexdigest()
        query = {"signed": f"?bizid={bizid}&txSecret={secret}&txTime={until}",
                 "unsigned": f"?bizid={bizid}", "none": ""}[row.query]
        return stream, f"rtmp://127.0.0.1:{self._served.ports['rtmp']}/{row.app}/{stream}{query}"

    def _settings(self, row, stream):
        def fill(value):
            return value.replace("{id}", stream).replace("{key}", self._live["push_key"]) if isinstance(value, str) else value

        return {fill(path): fill(value) for path, value in row.settings.items()}

    def play(self, row):
        for client in self._clients:
            trouble = self._push_once(row, client)
            self.checks += 1
            print(f"{'FAILED' if trouble else 'ok    '}  {client.name:6}  {row.title}", flush=True)
            if trouble:
                self.failures.append(f"{client.name}, {row.title}:\n" + "\n".join(f"  {line}" for line in trouble))

    def _push_once(self, row, client):
        """What did not agree, line by line; empty if all did."""
        self._served.reset()
        stream, url = self._stream(row)
        holder = publishers.Ffmpeg().hold(MEDIA, url) if row.taken else None
        try:
            if row.settings:
                self._served.patch(self._settings(row, stream))
            since = self._served.last()
            # who is cut off while streaming must still be streaming then
            code, said = client.push(MEDIA, url, pace=row.style == "start_then_close")
            return self._client_trouble(row, client, code, said) + self._journal_trouble(row, stream, since)
        finally:
            if holder is not None:
                holder.kill()
                holder.wait()

    @staticmethod
    def _client_trouble(row, client, code, said):
        wanted = 0 if row.code == "ok" else 1
        trouble = [] if code == wanted else [f"exit code {code}, expected {wanted}"]
        patterns = [] if row.code == "ok" else MESSAGES[row.style][client.name]
        trouble += [f"did not print /{pattern}/" for pattern in patterns if not re.search(pattern, said)]
        if trouble:
            trouble += ["it printed:", *(f"  {line}" for line in said.splitlines()[-20:])]
        return trouble

    def _journal_trouble(self, row, stream, since):
        def is_verdict(exchange):
            # a refusal of connect comes before the stream is named
            ours = row.style.startswith("connect_") or stream in json.dumps(exchange)
            return ours and exchange["service"] == "live" and exchange["code"].split(":")[-1] == row.code

        found, seen = self._served.wait_for_exchange(since, is_verdict)
        if found is None:
            codes = ", ".join(f"{one['op']} {one['code']}" for one in seen) or "nothing"
            return [f"the journal has no {row.code} for {stream}; it has {codes}"]
        if row.code == "ok":
            return []
        trouble = []
        if not found["because"]["en"] or not found["because"]["zh"]:
            trouble.append(f"the reason is missing in a language: {found['because']}")
        explained = json.loads(self._served.explain(found["id"]))["text"]
        if not re.search(row.names, explained):
            trouble += [f"the explanation does not match /{row.names}/:", *(f"  {line}" for line in explained.splitlines())]
        return trouble


def clients_or_exit():
    absent = [f"{client.name}: {client.missing()}" for client in publishers.ALL if client.missing()]
    if not absent:
        return publishers.ALL
    print("; ".join(absent))
    sys.exit(1 if os.environ.get("REQUIRE_CLIENTS") == "1" else SKIPPED)


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("faultcast")
    parser.add_argument("--only", default="", help="the rows whose title holds this")
    options = parser.parse_args(arguments)
    clients = clients_or_exit()
    os.chdir(ROOT)
    with Served(options.faultcast) as served:
        suite = Suite(served, clients)
        healthy = Row("all settings agree", "ok")
        again = Row("all settings agree again", "ok")
        for row in [healthy, *(row for row in ROWS if options.only in row.title), again]:
            suite.play(row)
            if not served.running():
                suite.failures.append(f"serve ended during '{row.title}'")
                break
        else:
            served.ask("POST", "shutdown")
            if (code := served.wait_for_end(10)) != 0:
                suite.failures.append(f"serve ended with {code} after a shutdown was asked for")
        if suite.failures:
            print("\n" + "\n".join(suite.failures) + "\n\nserve wrote:\n" + served.log())
    print(f"{suite.checks - min(len(suite.failures), suite.checks)} passed, {len(suite.failures)} failed")
    return 1 if suite.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
