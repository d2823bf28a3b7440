"""npm's cos-js-sdk-v4 in headless Chromium: its operations, and what a page is told when they fail."""

import os
from dataclasses import dataclass, field

import npm_packages
from checks import differences
from cos_account import ROOT
from cos_operations import MIB, pattern
from curl import curl
from sdk_driver import Driver

CONSOLE = "console.cos"
BUCKET = "console.cos.main.buckets.xiaozhibo1"
KEY = "console.cos.keys.AKIDdemo2017main0001"
LARGE = 21 * MIB  # the SDK itself goes over to slices above 20 MiB


@dataclass
class Row:
    """What one of the three parties has wrong, and what the SDK's own error must hold. Without a code the page is told nothing
    but status 0: what answered has no CORS rule for it."""

    title: str
    code: int = 0
    message: str = ""
    verdict: str = ""  # in the journal, where the page is told nothing
    setting: str = ""
    calls: tuple = ("uploadFile", "getFileStat", "deleteFile")
    console: dict = field(default_factory=dict)
    backend: dict = field(default_factory=dict)
    client: dict = field(default_factory=dict)


NO_RULE = "ERROR_CMD_CORSRULE_NOT_MATCH"
UPLOAD, SIMPLE = ("uploadFile",), ("getFileStat", "deleteFile")  # the SDK's upload is preflighted, the others are not
NO_BUCKET = {"client": {"bucket": "nobucket"}, "setting": "client.kTCCOSBucket"}
NO_BUCKET_AT_ALL = {**NO_BUCKET, "backend": {"bucket": "nobucket"}}
OLD_BUCKET = {"client": {"bucket": "oldbucket1"}, "backend": {"bucket": "oldbucket1"}, "setting": "client.kTCCOSBucket"}

ROWS = [
    Row("1.4 backend's APPID wrong", -70, "ERROR_PROXY_APPID_USERID_NOTMATCH", setting="backend.COSKEY_APPID", backend={"appid": "1250000009"}),
    Row("1.5 backend's bucket wrong", -61, "ERROR_PROXY_SIGN_BUCKET_NOTMATCH", setting="backend.COSKEY_BUCKET", backend={"bucket": "nobucket"}),
    Row("1.6 SecretId deleted in the console", -79, "PROXY_AUTH_SECRETID_NOEXIST", setting="backend.COSKEY_SECRECTID", console={KEY: None}),
    Row("1.6 SecretId of another account", -62, "ERROR_PROXY_AUTH_APPID", setting="backend.COSKEY_SECRECTID",
        console={f"{KEY}.appid": "1250000777"}),
    Row("1.7 SecretKey changed in the console", -97, "ERROR_PROXY_AUTH_FAILED", setting="backend.COSKEY_SECRECTKEY",
        console={f"{KEY}.secret_key": "changed"}),
    Row("1.7 backend's SecretKey wrong", -97, "ERROR_PROXY_AUTH_FAILED", setting="backend.COSKEY_SECRECTKEY", backend={"secret_key": "wrong"}),
    Row("2.2 client's APPID wrong", -70, "ERROR_PROXY_APPID_USERID_NOTMATCH", setting="client.kTCCOSAppId", client={"appid": "1250000009"}),
    Row("2.2 client's bucket is another one", -61, "ERROR_PROXY_SIGN_BUCKET_NOTMATCH", setting="backend.COSKEY_BUCKET",
        client={"bucket": "xiaozhibo2"}),
    Row("2.2 client's bucket wrong", verdict=NO_RULE, calls=UPLOAD, **NO_BUCKET),
    Row("2.2 client's bucket wrong, without preflight", verdict="ERROR_PROXY_SIGN_BUCKET_NOTMATCH", calls=SIMPLE, **NO_BUCKET),
    Row("2.2 APPID wrong on both sides", -62, "ERROR_PROXY_AUTH_APPID", setting="backend.COSKEY_APPID",
        client={"appid": "1250000009"}, backend={"appid": "1250000009"}),
    Row("2.2 bucket wrong on both sides", verdict=NO_RULE, calls=UPLOAD, **NO_BUCKET_AT_ALL),
    Row("2.2 bucket wrong on both sides, without preflight", verdict="ERROR_CMD_BUCKET_NOTEXIST", calls=SIMPLE, **NO_BUCKET_AT_ALL),
    Row("2.3 bucket is in another region", -133, "ERROR_CMD_BUCKET_NOTEXIST", setting="client.kTCCOSRegion", console={f"{BUCKET}.region": "sh"}),
    Row("2.3 region unknown", verdict="host_unknown", calls=UPLOAD, setting="client.kTCCOSRegion", client={"region": "bj2"}),
    Row("6 bucket of the legacy store", verdict=NO_RULE, calls=UPLOAD, **OLD_BUCKET),
    Row("6 bucket of the legacy store, without preflight", verdict="ERROR_CMD_BUCKET_NOTEXIST", calls=SIMPLE, **OLD_BUCKET),
    Row("account blocked", -64, "ERROR_PROXY_FORBID_APPID", console={f"{CONSOLE}.account": "blocked"}),
    # the signature for one use, of delete, has no end
    Row("the console's clock is two days ahead", -96, "ERROR_PROXY_AUTH_EXPIRED", calls=("uploadFile", "getFileStat"), setting="backend.clock_ahead_s", console={"console.clock_ahead_s": 172800}),
    Row("E17 no CORS rule", verdict=NO_RULE, calls=UPLOAD, setting=f"{BUCKET}.cors", console={f"{BUCKET}.cors": ""}),
]


class BrowserSdk:
    name = "cos-js-sdk-v4"

    def __init__(self, served, checks, account, scratch, packages):
        here = os.path.dirname(os.path.abspath(__file__))
        self.served, self.checks, self.account, self.scratch = served, checks, account, scratch
        self.driver = Driver("node", os.path.join(here, "drive_cos_js_sdk.js"), packages, npm_packages.chromium())
        self.small, self.large = pattern(50_000, 8), pattern(LARGE, 9)
        self.files = {"small": scratch.file(self.small), "large": scratch.file(self.large)}

    def ask(self, name, *given, content=None, row=Row("")):
        account = self.account
        backend = {"appid": account.appid, "bucket": account.bucket, "secret_id": account.secret_id, "secret_key": account.secret_key}
        self.driver.ask(backend={**backend, **row.backend})
        client = {"appid": account.appid, "bucket": account.bucket, "region": account.region, **row.client}
        order = {"call": name, "with": given, "client": client, "content": content,
                 "endpoint": f"http://127.0.0.1:{self.served.ports['http']}/REGION.file.myqcloud.com/files/v2/"}
        return self.driver.ask(**{key: value for key, value in order.items() if value is not None})

    def take(self, title, trouble):
        self.checks.take(f"{self.name}: {title}", trouble)

    def good(self, title, told, data=None, more=()):
        answer = told["answer"] or {}
        right = told["by"] == "success" and (answer.get("code"), answer.get("message")) == (0, "SUCCESS")
        self.take(title, ([] if right else [str(told)]) + differences(data or {}, answer.get("data") or {}) + list(more))
        return answer.get("data") or {}

    def holds(self, path, content):
        got = curl(f"http://127.0.0.1:{self.served.ports['http']}/{self.account.origin}{path}")
        return [] if got.body == content else [f"{path}: {got.status}, {len(got.body)} bytes, {len(content)} were uploaded"]

    def upload(self, path, content, insert_only=0, row=Row("")):
        # the file takes the second place; see cos_js_page.js
        return self.ask("uploadFile", path, None, insert_only, content=content, row=row)

    def operations(self):
        small, large, account = self.files["small"], self.files["large"], self.account
        self.good("createFolder", self.ask("createFolder", "/js", "about"), {"resource_path": account.fileid("/js/")})
        self.good("getFolderStat", self.ask("getFolderStat", "/js"), {"biz_attr": "about"})
        self.good("uploadFile", self.upload("/js/头像 1.png", small, 1), {"resource_path": account.fileid("/js/头像 1.png")},
                  self.holds("/js/%E5%A4%B4%E5%83%8F%201.png", self.small))
        self.good("uploadFile, overwriting", self.upload("/js/头像 1.png", self.scratch.file(b"next")), {}, self.holds("/js/%E5%A4%B4%E5%83%8F%201.png", b"next"))
        self.good("uploadFile of 21 MiB, in slices", self.upload("/js/large.bin", large), {"resource_path": account.fileid("/js/large.bin")},
                  self.holds("/js/large.bin", self.large))
        since = self.served.last()
        self.good("uploadFile of 21 MiB again, known content", self.upload("/js/again.bin", large), {}, self.holds("/js/again.bin", self.large))
        sent = [one for one in self.served.exchanges(since) if one["op"] == "upload_slice_data"]
        self.take("known content is not sent again", [f"{len(sent)} slices were sent"] if sent else [])
        self.good("getFileStat", self.ask("getFileStat", "/js/large.bin"), {"filesize": LARGE})
        listed = self.good("getFolderList", self.ask("getFolderList", "/js", 20, ""), {"listover": True})
        names = {one["name"] for one in listed.get("infos", [])}
        self.take("getFolderList holds all", [] if names == {"头像 1.png", "large.bin", "again.bin"} else [str(names)])
        self.good("updateFile", self.ask("updateFile", "/js/large.bin", "new", "eWRPrivate", {"Content-Type": "video/mp4"}))
        self.good("updateFile is kept", self.ask("getFileStat", "/js/large.bin"),
                  {"biz_attr": "new", "authority": "eWRPrivate", "custom_headers": {"Content-Type": "video/mp4"}})
        self.good("updateFolder", self.ask("updateFolder", "/js", "changed"))
        self.good("copyFile", self.ask("copyFile", "/js/again.bin", "copy.bin", 0), {}, self.holds("/js/copy.bin", self.large))
        self.good("moveFile", self.ask("moveFile", "/js/again.bin", "/js/moved.bin", 1), {}, self.holds("/js/moved.bin", self.large))
        for path in ("/js/moved.bin", "/js/copy.bin", "/js/large.bin", "/js/头像 1.png"):
            self.good(f"deleteFile {path}", self.ask("deleteFile", path))
        self.good("deleteFolder", self.ask("deleteFolder", "/js"))

    def picture(self):
        """5: acceleration off. The upload succeeds, the picture does not load."""
        uploaded = self.good("5 uploadFile of a picture", self.upload("/picture.jpg", os.path.join(ROOT, "fixtures", "media", "avatar.jpg")))
        for accelerated in (True, False, True):
            self.served.patch({"console.cdn.accelerated": accelerated})
            looked = self.driver.ask(look=f"{uploaded['access_url']}?{self.served.last()}")
            self.take(f"5 picture at access_url, acceleration {'on' if accelerated else 'off'}", [] if (looked["width"] > 0) == accelerated else [str(looked)])

    def refusals(self):
        for row in ROWS:
            self.refused(row)

    def refused(self, row):
        """Upload, stat and delete with something wrong, then right again, in this same page."""
        self.served.reset()
        self.served.patch(row.console)
        since, trouble = self.served.last(), []
        calls = {"uploadFile": lambda: self.upload("/row.bin", self.files["small"], row=row), "getFileStat": lambda: self.ask("getFileStat", "/row.bin", row=row),
                 "deleteFile": lambda: self.ask("deleteFile", "/row.bin", row=row)}
        for name in row.calls:
            told = calls[name]()
            if row.code == 0:
                right = told["answer"].get("status") == 0
            else:
                right = (told["answer"].get("code"), told["answer"].get("message")) == (row.code, row.message)
                # its uploadFile gives failures to the callback of success
                right = right and told["by"] == ("success" if name == "uploadFile" else "error")
            trouble += [] if right else [f"{name}: {told}"]
        seen = [one for one in self.served.exchanges(since) if one["code"] == (row.verdict or row.message)]
        if not seen:
            trouble.append(f"the journal has {[one['code'] for one in self.served.exchanges(since)]}")
        trouble += [f"{one['op']} accuses '{one['setting']}'" for one in seen if one["setting"] != row.setting]
        self.take(row.title, trouble)
        self.served.reset()
        self.good(f"{row.title}; and right again", self.upload("/row.bin", self.files["small"]), {}, self.holds("/row.bin", self.small))

    def retries(self):
        """How often it sends a slice: the session of an upload in slices dies at once. It tells the code only of a refusal with HTTP
        200, and not where it had other slices under way, which it aborts."""
        generic, refusal = {"code": -1, "message": "upload slice file error"}, {"code": -5983, "message": "ERROR_CGI_WRONG_SESSION"}
        for status, name, file, error in (("auto", "uploadFile", "large", generic), ("200", "uploadFile", "large", generic),
                                          ("auto", "sliceUploadFile", "small", generic), ("200", "sliceUploadFile", "small", refusal)):
            self.served.reset()
            self.served.patch({"console.cos_v4.behaviour.session_life_s": 0, "console.cos_v4.behaviour.error_http_status": status})
            since = self.served.last()
            told = self.ask(name, "/row.bin", None, 0, content=self.files[file])
            sent = [one["fields"]["offset"] for one in self.served.exchanges(since) if one["code"] == "ERROR_CGI_WRONG_SESSION"]
            most = max((sent.count(offset) for offset in sent), default=0)
            self.checks.note(f"{self.name}: {name}, refusals with HTTP {status}: a slice is sent {most} times, {len(sent)} slices in all in {told['took_ms']} ms, then {told['answer']}")
            right = most == 3 and told["by"] == "error" and not differences(error, told["answer"])
            self.take(f"a refused slice is sent three times ({name}, HTTP {status})", [] if right else [f"{sent}, {told}"])
        self.served.reset()

    def faults(self):
        """What only a fault brings about: one request each, and the page is told a status at most."""
        for scenario, verdict in (("cos-5xx-then-well", "UNAVAILABLE"), ("cos-reset", "cut_by_fault")):
            self.served.ask("PUT", "scenario", {"id": scenario})
            since = self.served.last()
            told = self.upload("/row.bin", self.files["small"])
            found, seen = self.served.wait_for_exchange(since, lambda one: one["code"] == verdict)
            tries = [one for one in seen if one["code"] == verdict]
            self.checks.note(f"{self.name}: {verdict}: sent {len(tries)} times in {told['took_ms']} ms, then {told['answer']}")
            right = found and len(tries) == 1 and told["answer"].get("status") in (0, 503)
            self.take(f"{scenario}: sent once", [] if right else [f"{[one['code'] for one in seen]}, {told}"])
        self.served.ask("PUT", "scenario", {"id": None})
        self.good("and well again", self.upload("/row.bin", self.files["small"]), {}, self.holds("/row.bin", self.small))

    def play(self):
        self.operations()
        self.picture()
        self.refusals()
        self.retries()
        self.faults()
