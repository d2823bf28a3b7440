"""Requests in the shapes that SDKs give them, and downloads: ranges, HEAD, private buckets, browsers."""

from checks import differences
from cos_operations import pattern, wrong
from curl import curl


class Shapes:
    def __init__(self, api, served, checks):
        self.api, self.served, self.checks = api, served, checks
        self.account = api.account

    def take(self, title, trouble):
        self.checks.take(f"shape: {title}", trouble)

    def play(self):
        self.ways_in()
        self.bodies()
        self.ranges()
        self.private()
        self.browser()

    def _stored(self, path, content):
        got = self.api.fetch(self.account.origin, path)
        return [] if got.body == content else [f"{path} holds {got.body[:80]!r}"]

    def ways_in(self):
        """The same call by path, by Host, by proxy, by hosts file, by the region's place, and by TLS."""
        port, content = self.served.ports["http"], pattern(3000)
        path = self.account.path("/way.bin")
        form = ["--form-string", "op=upload", "--form-string", "insertOnly=0", "--form", f"fileContent=@{self.api.scratch.file(content)};filename=a"]
        cloud = f"http://{self.account.host}"
        # in an answer: the form that the client itself used
        here = f"http://127.0.0.1:{port}"
        named = f"http://{self.account.origin}/way.bin"
        ways = [("path", [f"{here}/{self.account.host}{path}"], f"{here}/{self.account.origin}/way.bin"),
                ("nothing but the prefix", [f"{here}{path}"], f"{here}/{self.account.origin}/way.bin"),
                ("Host header", ["--header", f"Host: {self.account.host}", f"{here}{path}"], named),
                ("proxy, absolute-form target", ["--proxy", here, f"{cloud}{path}"], named),
                ("hosts file", ["--resolve", f"{self.account.host}:{port}:127.0.0.1", f"{cloud}:{port}{path}"], None),
                ("our address in the region's place", [f"{here}/.file.myqcloud.com{path}"], f"{here}/{self.account.origin}/way.bin"),
                ("TLS", ["--insecure", f"https://127.0.0.1:{self.served.ports['https']}/{self.account.host}{path}"], None)]
        for title, arguments, source_url in ways:
            done = curl(*form, "--header", f"Authorization: {self.account.multi()}", *arguments)
            self.take(title, wrong(done, {"source_url": source_url} if source_url else {}) + self._stored("/way.bin", content))

    def bodies(self):
        url, sign = self.api.url("/body.bin"), self.account.multi()
        header = ["--header", f"Authorization: {sign}"]
        content = pattern(200_000)
        form = ["--form-string", "op=upload", "--form-string", "insertOnly=0", "--form", f"filecontent=@{self.api.scratch.file(content)};filename=a"]
        waited = curl(*form, *header, "--header", "Expect: 100-continue", "--expect100-timeout", "20", url)
        self.take("Expect: 100-continue", wrong(waited) + ([] if waited.heads == [100, 200] else [f"heads are {waited.heads}"]))
        chunked = curl(*form, *header, "--header", "Transfer-Encoding: chunked", "--header", "Expect:", url)
        self.take("chunked", wrong(chunked) + self._stored("/body.bin", content))
        # PHP writes part headers in lower case, .NET a line end before the first boundary, Python a file name for every field
        raw = (b"\r\n--b0\r\ncontent-disposition: form-data; name=\"op\"; filename=\"op\"\r\n\r\nupload\r\n"
               b"--b0\r\ncontent-disposition: form-data; name=\"insertOnly\"; filename=\"insertOnly\"\r\n\r\n0\r\n"
               b"--b0\r\ncontent-disposition: form-data; name=\"fileContent\"; filename=\"C:\\a.bin\"\r\n"
               b"content-type: application/octet-stream\r\n\r\n\r\n--b\r\n\x00raw\r\n--b0--\r\n")
        own = curl(*header, "--header", "Content-Type: multipart/form-data; boundary=b0", "--data-binary",
                   f"@{self.api.scratch.file(raw)}", url)
        self.take("preamble, lower-case part headers, file names everywhere", wrong(own) + self._stored("/body.bin", b"\r\n--b\r\n\x00raw"))
        moved = curl("--request", "POST", *header, self.api.url("/body.bin", "op=move&dest_fileid=%2Fbody2.bin&to_over_write=1"))
        self.take("move in the query", wrong(moved) + self._stored("/body2.bin", b"\r\n--b\r\n\x00raw"))
        text = self.api.json(self.api.url("/body2.bin"), {"op": "update", "flag": "193", "biz_attr": "7", "authority": "eInvalid", "custom_headers": "{}"},
                             self.account.once("/body2.bin"))
        self.take("numbers as text", wrong(text) + wrong(self.api.stat("/body2.bin"), {"biz_attr": "7"}))
        asked = self.api.url("/body2.bin", "op=stat&sign=" + sign.replace("+", "%2B").replace("=", "%3D"))
        self.take("sign in the query", wrong(curl(asked), {"filesize": 11}))
        self.take("one connection for ten calls", self._ten_on_one_connection(asked))

    def _ten_on_one_connection(self, url):
        since = self.served.last()
        curl(*[one for _ in range(10) for one in (url, "--output", "/dev/null")][:-2])
        self.served.wait_for_exchange(since, lambda one: one["id"] == since + 10)
        connections = {one["connection"] for one in self.served.exchanges(since)}
        return [] if len(connections) == 1 else [f"{len(connections)} connections were made"]

    def ranges(self):
        content = pattern(300_000)
        self.api.upload("/range.flv", content)
        for asked, status, expected in [("0-99", 206, content[:100]), ("100-", 206, content[100:]), ("-7", 206, content[-7:]),
                                        ("299999-400000", 206, content[-1:]), ("9-5", 200, content)]:
            got = self.api.fetch(self.account.cdn, "/range.flv", "--range", asked)
            trouble = [] if (got.status, got.body) == (status, expected) else [f"HTTP {got.status}, {len(got.body)} bytes"]
            begin = content.index(expected) if status == 206 and len(expected) > 7 else len(content) - len(expected)
            if status == 206:
                trouble += differences({"Content-Range": f"bytes {begin}-{begin + len(expected) - 1}/300000"}, {"Content-Range": got.header("Content-Range")})
            self.take(f"range {asked}", trouble)
        head = self.api.fetch(self.account.origin, "/range.flv", "--head")
        names = {"Content-Length": "300000", "Content-Type": "video/x-flv", "Accept-Ranges": "bytes"}
        self.take("HEAD", differences(names, {name: head.header(name) for name in names}) + ([] if head.status == 200 else [str(head)]))

    def private(self):
        """Signed addresses: f is /PATH, with the account in front, or empty; '+' and '/' come as they are."""
        self.api.upload("/private.txt", b"for who signs")
        self.served.patch({f"console.cos.main.buckets.{self.account.bucket}.acl": "private"})
        for fileid in ("", "/private.txt", self.account.fileid("/private.txt")):
            sign = next(one for one in iter(lambda: self.account.multi(f=fileid), None) if "+" in one and "/" in one)
            for title, text in [("unescaped", sign), ("escaped", sign.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D"))]:
                got = self.api.fetch(self.account.origin, f"/private.txt?sign={text}")
                self.take(f"private, f='{fileid}', {title}", [] if got.body == b"for who signs" else [str(got), text])
        by_header = self.api.fetch(self.account.cdn, "/private.txt", "--header", f"Authorization: {self.account.multi()}")
        self.take("private, by Authorization", [] if by_header.body == b"for who signs" else [str(by_header)])
        self.served.patch({f"console.cos.main.buckets.{self.account.bucket}.acl": "public-read"})

    def browser(self):
        origin = "http://page.example:8080"
        asked = curl("--request", "OPTIONS", "--header", f"Origin: {origin}", "--header", "Access-Control-Request-Method: POST",
                     "--header", "Access-Control-Request-Headers: origin,accept,content-type", self.api.url("/page.txt"))
        names = {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Headers": "origin,accept,content-type",
                 "Access-Control-Max-Age": "600", "Access-Control-Allow-Methods": "GET,POST,PUT,DELETE,HEAD,OPTIONS"}
        self.take("preflight", differences(names, {name: asked.header(name) for name in names}) + ([] if asked.status == 200 else [str(asked)]))
        for title, sign in [("an answer", self.account.multi()), ("a refusal", "none")]:
            got = self.api.form(self.api.url("/page.txt"), [("op", "upload"), ("filecontent", b"x")], sign, "--header", f"Origin: {origin}")
            self.take(f"{title} to a page", differences({"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": "x-cos-request-id"},
                                                       {name: got.header(name) for name in ("Access-Control-Allow-Origin", "Access-Control-Expose-Headers")}))
