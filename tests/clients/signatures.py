"""A thousand random signatures of npm's signer: each lets in, and with one bit flipped in a field is refused with its code."""

import base64
import http.client
import json
import random
import string

# Whatever else is wrong then, these are asked first: account, bucket and key by their names, all the rest by the digest.
CODES = {"digest": -97, "a": -70, "k": -79, "e": -97, "t": -97, "r": -97, "f": -97, "b": -61}
ROUNDS, OF_EACH = 20, 50


def flipped(sign, name, chance):
    """The signature with one bit of one field turned over; None if the field is empty."""
    whole = bytearray(base64.b64decode(sign))
    begin, end = 0, 20
    if name != "digest":
        begin = 20 + [at for at, text in _fields(whole[20:]) if text[:1] == name.encode()][0] + 2
        end = whole.find(b"&", begin)
        end = len(whole) if end < 0 else end
    if begin == end:
        return None
    whole[chance.randrange(begin, end)] ^= 1 << chance.randrange(8)
    return base64.b64encode(whole).decode()


def _fields(plain):
    at = 0
    for text in bytes(plain).split(b"&"):
        yield at, text
        at += len(text) + 1


class Signatures:
    def __init__(self, served, driver, seed, flips):
        self._served, self._driver, self._flips = served, driver, flips
        self._chance = random.Random(seed)
        self._calls = None
        self.accepted = self.refused = 0
        self.trouble = []

    def _text(self, alphabet, least, most):
        return "".join(self._chance.choice(alphabet) for _ in range(self._chance.randint(least, most)))

    def play(self):
        """Each round has an account, a key and a bucket of its own, on one of the two generations."""
        for at in range(ROUNDS):
            self._served.reset()
            self._calls = http.client.HTTPConnection("127.0.0.1", self._served.ports["http"], timeout=30)
            self._round(v4=at % 2 == 0)
            self._calls.close()
        return self.trouble[:20]

    def _round(self, v4):
        letters = string.ascii_letters + string.digits
        appid, key = self._text("123456789", 8, 10), "AKID" + self._text(letters, 16, 32)
        secret, bucket = self._text(letters, 16, 32), "b" + self._text(string.ascii_lowercase + string.digits, 2, 20)
        root = "console.cos" if v4 else "console.cos.legacy"
        buckets = "console.cos.main.buckets" if v4 else "console.cos.legacy.buckets"
        self._served.patch({f"{root}.appid": appid, f"{root}.keys.{key}": {"secret_key": secret}, f"{buckets}.{bucket}": {}})
        self._driver.ask(conf={"APPID": appid, "SECRET_ID": key, "SECRET_KEY": secret})
        folder = self._text(letters + "-_", 1, 30)
        path = f"/files/v{2 if v4 else 1}/{appid}/{bucket}/{folder}/"
        far = 2_000_000_000 + self._chance.randrange(2_000_000_000)
        asked = [["signMore", bucket, far + at] if at % 2 else ["signOnce", bucket, f"/{appid}/{bucket}/{folder}/"] for at in range(OF_EACH)]
        signs = self._driver.ask(sign=asked)
        create = self._call("POST", path, signs[1], {"op": "create"})
        if create != 0:
            self.trouble.append(f"the folder could not be made: {create}")
        for turn, ((name, *_), sign) in enumerate(zip(asked, signs)):
            method, body = ("GET", None) if name == "signMore" else ("POST", {"op": "update", "biz_attr": "x"})
            # the broken ones first: none of them may use up a signature for one use
            for field, expected in self._fields_of(turn):
                broken = flipped(sign, field, self._chance)
                code = expected if broken is None else self._call(method, path, broken, body)
                self.refused += broken is not None
                if code != expected:
                    self.trouble.append(f"{field} flipped gave {code}, expected {expected}: {base64.b64decode(broken)[20:]!r}")
            code = self._call(method, path, sign, body)
            self.accepted += code == 0
            if code != 0:
                self.trouble.append(f"{name} gave {code}: {base64.b64decode(sign)[20:]!r}")

    def _fields_of(self, turn):
        """All of them, or so many that each has its turn."""
        fields = list(CODES.items())
        begin = (turn + turn // 8) * self._flips % len(fields)  # a signature for more uses, every other one, has no f to break
        return (fields + fields)[begin:begin + self._flips]

    def _call(self, method, path, sign, body):
        """The code that came."""
        text = None if body is None else json.dumps(body)
        self._calls.request(method, path + ("?op=stat" if body is None else ""), text, {"Authorization": sign, "Content-Type": "application/json"})
        return json.loads(self._calls.getresponse().read())["code"]
