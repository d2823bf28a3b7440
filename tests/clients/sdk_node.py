"""npm's qcloud_cos, which speaks to the legacy object store: its operations, and its own errors."""

import os
import socket

from checks import differences
from cos_operations import MIB, pattern
from curl import curl
from sdk_driver import Driver

CONSOLE = "console.cos.legacy"
LARGE = 21 * MIB  # the SDK itself goes over to slices at 20 MiB

# What is patched into the Setup, and what the SDK then reports.
ROWS = [
    ("1.4 APPID is not the console's", {f"{CONSOLE}.appid": "10000002"}, -82, "ERROR_PROXY_AUTH_APPID_NOEXIST", "backend.COSKEY_APPID"),
    ("1.5, 2.2 bucket is not in the console", {f"{CONSOLE}.buckets.oldbucket1": None}, -166, "ERROR_CMD_COS_INDEX_ERROR", "client.kTCCOSBucket"),
    ("1.6 SecretId deleted", {f"{CONSOLE}.keys.{{k}}": None}, -79, "PROXY_AUTH_SECRETID_NOEXIST", "backend.COSKEY_SECRECTID"),
    ("1.7 SecretKey changed", {f"{CONSOLE}.keys.{{k}}.secret_key": "changed"}, -97, "ERROR_PROXY_AUTH_FAILED", "backend.COSKEY_SECRECTKEY"),
    ("account blocked", {"console.cos.account": "blocked"}, -64, "ERROR_PROXY_FORBID_APPID", ""),
    ("the console's clock is two days ahead", {"console.clock_ahead_s": 172800}, -96, "ERROR_PROXY_AUTH_EXPIRED", "backend.clock_ahead_s"),
]


class NodeSdk:
    name = "qcloud_cos"

    def __init__(self, served, checks, account, scratch, packages):
        here = os.path.dirname(os.path.abspath(__file__))
        self.served, self.checks, self.account, self.scratch = served, checks, account, scratch
        self.driver = Driver("node", "--no-deprecation", os.path.join(here, "drive_qcloud_cos.js"), packages)
        self.small, self.large = pattern(50_000, 5), pattern(LARGE, 6)
        self.configure()

    def configure(self):
        account = self.account
        self.driver.ask(conf={"APPID": account.appid, "SECRET_ID": account.secret_id, "SECRET_KEY": account.secret_key,
                              "API_COS_END_POINT": f"http://127.0.0.1:{self.served.ports['http']}/files/v1/"})

    def call(self, name, *given):
        return self.driver.ask(call=name, **{"with": given})["answer"]

    def take(self, title, trouble):
        self.checks.take(f"{self.name}: {title}", trouble)

    def good(self, title, answer, data=None, more=()):
        trouble = [] if (answer["code"], answer["message"]) == (0, "SUCCESS") else [str(answer)]
        self.take(title, trouble + differences(data or {}, answer["data"]) + list(more))

    def holds(self, path, content):
        got = curl(f"http://127.0.0.1:{self.served.ports['http']}/{self.account.origin}{path}")
        return [] if got.body == content else [f"{path}: {got.status}, {len(got.body)} bytes, {len(content)} were uploaded"]

    def operations(self):
        bucket, file = self.account.bucket, self.scratch.file(self.small)
        self.good("createFolder", self.call("createFolder", bucket, "/node", "about"), {"resource_path": self.account.fileid("/node/")})
        self.good("statFolder", self.call("statFolder", bucket, "/node"), {"biz_attr": "about", "name": "node"})
        self.good("upload", self.call("upload", file, bucket, "/node/头像 1.png", "mine", 1), {"resource_path": self.account.fileid("/node/头像 1.png")},
                  self.holds("/node/%E5%A4%B4%E5%83%8F%201.png", self.small))
        self.good("upload, overwriting", self.call("upload", self.scratch.file(b"next"), bucket, "/node/头像 1.png", "mine", 0), {},
                  self.holds("/node/%E5%A4%B4%E5%83%8F%201.png", b"next"))
        self.good("upload of 21 MiB, in slices", self.call("upload", self.scratch.file(self.large), bucket, "/node/large.bin", "", 0),
                  {"resource_path": self.account.fileid("/node/large.bin")}, self.holds("/node/large.bin", self.large))
        since = self.served.last()
        self.good("upload of 21 MiB again, known content", self.call("upload", self.scratch.file(self.large), bucket, "/node/again.bin", "", 0), {},
                  self.holds("/node/again.bin", self.large))
        slices = [one for one in self.served.exchanges(since) if one["op"] == "upload_slice"]
        self.take("known content takes one request", [] if len(slices) == 1 else [f"{len(slices)} were made"])
        self.good("statFile", self.call("statFile", bucket, "/node/large.bin"), {"filesize": LARGE, "name": "large.bin"})
        listed = self.call("list", bucket, "/node", 20, "eListBoth", 0, "")
        names = [one["name"] for one in listed["data"].get("infos", [])]
        self.good("list", listed, {"filecount": 3}, [] if set(names) == {"头像 1.png", "large.bin", "again.bin"} else [str(names)])
        self.good("prefixSearch", self.call("prefixSearch", bucket, "/node", "la", 20, "eListBoth", 0, ""), {"filecount": 1})
        self.good("updateFile", self.call("updateFile", bucket, "/node/large.bin", "new", "eWRPrivate", {"Content-Type": "video/mp4"}))
        self.good("updateFile is kept", self.call("statFile", bucket, "/node/large.bin"),
                  {"biz_attr": "new", "authority": "eWRPrivate", "custom_headers": {"Content-Type": "video/mp4"}})
        self.good("updateFolder", self.call("updateFolder", bucket, "/node", "changed"))
        self.good("moveFile", self.call("moveFile", bucket, "/node/again.bin", "/node/moved.bin", 1), {}, self.holds("/node/moved.bin", self.large))
        for path in ("/node/moved.bin", "/node/large.bin", "/node/头像 1.png"):
            self.good(f"deleteFile {path}", self.call("deleteFile", bucket, path))
        self.good("deleteFolder", self.call("deleteFolder", bucket, "/node"))

    def refusals(self):
        for title, settings, code, message, setting in ROWS:
            self.refused(title, {path.format(k=self.account.secret_id): value for path, value in settings.items()}, code, message, setting)
        v4 = {"APPID": "1250000001", "SECRET_ID": "AKIDdemo2017main0001", "SECRET_KEY": "demosecretkey2017main0001"}
        self.driver.ask(conf=v4)
        self.refused("6 legacy SDK, account of v4", {}, -97, "ERROR_PROXY_AUTH_FAILED", "client.cos_sdk")
        self.configure()

    def refused(self, title, settings, code, message, setting):
        """Upload, stat and delete with something wrong, then the same right again, in this same process."""
        bucket, file = self.account.bucket, self.scratch.file(self.small)
        self.served.reset()
        self.served.patch(settings)
        since = self.served.last()
        calls = {"upload": (file, bucket, "/row.bin", "", 0), "statFile": (bucket, "/row.bin"), "deleteFile": (bucket, "/row.bin")}
        # the signature for one use has no end
        answers = {name: self.call(name, *given) for name, given in calls.items() if not (code == -96 and name == "deleteFile")}
        trouble = [f"{name} reported {got['code']} {got['message']}" for name, got in answers.items() if (got["code"], got["message"]) != (code, message)]
        seen = self.served.exchanges(since)
        trouble += [f"the journal has {one['op']} {one['code']}" for one in seen if one["code"] != message]
        if len(seen) != len(answers):
            trouble.append(f"{len(answers)} calls made {len(seen)} requests")
        trouble += [f"{one['op']} accuses '{one['setting']}'" for one in seen if one["setting"] != setting]
        self.take(title, trouble)
        self.served.reset()
        if settings:
            self.good(f"{title}; and right again", self.call(*("upload", *calls["upload"])), {}, self.holds("/row.bin", self.small))

    def retries(self):
        """How often it asks, and how long that takes: the session of an upload in slices dies at once."""
        self.served.reset()
        self.served.patch({"console.cos_legacy.behaviour.session_life_s": 0})
        since = self.served.last()
        got = self.driver.ask(call="upload", **{"with": [self.scratch.file(self.large), self.account.bucket, "/row.bin", "", 0]})
        tries = [one for one in self.served.exchanges(since) if one["code"] == "ERROR_CGI_WRONG_SESSION"]
        self.checks.note(f"{self.name}: a refused slice is sent {len(tries)} times in {got['took_ms']} ms, then {got['answer']['code']}")
        right = len(tries) == 4 and got["answer"]["code"] == -5983 and got["answer"]["message"] == "ERROR_CGI_WRONG_SESSION"
        self.take("a refused slice is sent four times", [] if right else [f"{len(tries)} times, {got}"])
        self.served.reset()
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            self.driver.ask(conf={"API_COS_END_POINT": f"http://127.0.0.1:{nobody.getsockname()[1]}/files/v1/"})
            got = self.driver.ask(call="statFile", **{"with": [self.account.bucket, "/row.bin"]})
        self.checks.note(f"{self.name}: nobody listens: {got['answer']} in {got['took_ms']} ms")
        self.take("nobody listens", [] if got["answer"]["code"] == -2 and "ECONNREFUSED" in got["answer"]["message"] else [str(got)])
        self.configure()

    def play(self):
        self.operations()
        self.refusals()
        self.retries()
