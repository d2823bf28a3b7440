"""One generation of the object store's JSON API, called with curl."""

import hashlib
import json

from curl import curl


class Api:
    """Calls reach it by path: http://127.0.0.1:PORT/HOST/files/v…, so that the host's own meaning is kept."""

    def __init__(self, account, port, scratch):
        self.account = account
        self.scratch = scratch
        self.at = f"http://127.0.0.1:{port}"

    def url(self, path, query="", host=None, **place):
        return f"{self.at}/{host or self.account.host}{self.account.path(path, **place)}{'?' + query if query else ''}"

    def authorization(self, sign):
        return [] if sign is None else ["--header", f"Authorization: {sign}"]

    def form(self, url, fields, sign, *more):
        """A multipart form; bytes are sent as a file."""
        arguments = []
        for name, value in fields:
            if isinstance(value, bytes):
                arguments += ["--form", f"{name}=@{self.scratch.file(value)};filename=file"]
            else:
                arguments += ["--form-string", f"{name}={value}"]
        return curl(*arguments, *self.authorization(sign), *more, url)

    def json(self, url, body, sign, *more):
        text = body if isinstance(body, str) else json.dumps(body)
        return curl("--header", "Content-Type: application/json", "--data-binary", text, *self.authorization(sign), *more, url)

    # Each operation as its SDKs send it. `place` and `sign` are for calls that go wrong.

    def upload(self, path, content, sign=None, fields=(), **place):
        every = [("op", "upload"), ("filecontent", content), *fields]
        return self.form(self.url(path, **place), every, sign or self.account.multi())

    def stat(self, path, sign=None, **place):
        return curl(*self.authorization(sign or self.account.multi()), self.url(path, "op=stat", **place))

    def list(self, path, query="", **place):
        return curl(*self.authorization(self.account.multi()), self.url(path, "op=list" + ("&" + query if query else ""), **place))

    def create(self, path, **body):
        return self.json(self.url(path), {"op": "create", **body}, self.account.multi())

    def change(self, path, op, sign=None, **body):
        """update, delete, move, copy: with a signature for one use."""
        return self.json(self.url(path), {"op": op, **body}, sign or self.account.once(path))

    def slices(self, path, op, fields, sign=None):
        return self.form(self.url(path), [("op", op), *fields], sign or self.account.multi())

    def fetch(self, host, path, *more):
        return curl(*more, f"{self.at}/{host}{path}")


def sha1(content):
    return hashlib.sha1(content).hexdigest()
