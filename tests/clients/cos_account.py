"""An account of the object store's JSON API: how its backend signs, and where its objects lie."""

import base64
import hashlib
import hmac
import json
import os
import random
import re
import time
import urllib.parse
from dataclasses import dataclass

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SETUP = os.path.join(ROOT, "fixtures", "setups", "demo.json")
DAY = 86400


def encoded(path):
    """A path as URLs and fileids carry it: percent-encoded UTF-8, '/' kept."""
    return urllib.parse.quote(path, safe="/~")


def signature(secret_key, plain):
    digest = hmac.new(secret_key.encode(), plain.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest + plain.encode()).decode()


@dataclass
class Account:
    version: int  # of the API's path: 1 legacy, 2 v4
    appid: str
    bucket: str
    secret_id: str
    secret_key: str
    region: str = ""
    order: str = "aketrfb"

    @property
    def host(self):
        return f"{self.region}.file.myqcloud.com" if self.region else "web.file.myqcloud.com"

    @property
    def origin(self):
        return f"{self.bucket}-{self.appid}.cos{self.region}.myqcloud.com"

    @property
    def cdn(self):
        return f"{self.bucket}-{self.appid}.file.myqcloud.com"

    def path(self, path, appid=None, bucket=None):
        """Of the URL of a call."""
        return f"/files/v{self.version}/{appid or self.appid}/{bucket or self.bucket}{encoded(path)}"

    def fileid(self, path):
        return f"/{self.appid}/{self.bucket}{encoded(path)}"

    def multi(self, key=None, order=None, **fields):
        """A signature for a day. `fields` replace what the plain text holds, `key` what it is signed with."""
        now = int(time.time())
        values = {"a": self.appid, "b": self.bucket, "k": self.secret_id, "e": now + DAY, "t": now,
                  "r": random.randrange(2 ** 32), "f": "", **fields}
        plain = "&".join(f"{name}={values[name]}" for name in order or self.order)
        return signature(self.secret_key if key is None else key, plain)

    def once(self, path, **fields):
        return self.multi(**{"e": 0, "f": self.fileid(path), **fields})


def demo():
    with open(SETUP, encoding="utf-8") as file:
        return json.loads(re.sub(r"^\s*//.*$", "", file.read(), flags=re.MULTILINE))


def demo_accounts():
    """The v4 account and the legacy one of the demo setup."""
    cos = demo()["console"]["cos"]
    legacy = cos["legacy"]
    bucket, in_it = next(iter(cos["main"]["buckets"].items()))
    key, of_it = next(iter(cos["keys"].items()))
    old_key, of_old = next(iter(legacy["keys"].items()))
    return (Account(2, cos["appid"], bucket, key, of_it["secret_key"], in_it["region"], "abketrf"),
            Account(1, legacy["appid"], next(iter(legacy["buckets"])), old_key, of_old["secret_key"]))
