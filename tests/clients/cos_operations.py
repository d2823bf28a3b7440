"""Every operation of both generations, done right: attributes and bytes come back as they were given."""

import json

from checks import differences
from cos_api import sha1
from cos_account import encoded

MIB = 1 << 20


def pattern(size, seed=3):
    """Bytes that differ from slice to slice."""
    block = bytes((7 * i + seed) % 256 for i in range(256))
    return b"".join((block if at % 512 else block[::-1]) for at in range(0, size + 256, 256))[:size]


def wrong(answer, data=None, status=200):
    """What an answer lacks of a success with these members."""
    trouble = [] if answer.status == status and answer.json.get("code") == 0 and answer.json.get("message") == "SUCCESS" else [str(answer)]
    return trouble + differences(data or {}, answer.data)


def urls_of(account, path):
    prefix = f"http://{{authority}}/{account.host}"
    return {"access_url": f"http://{{authority}}/{account.cdn}{encoded(path)}",
            "source_url": f"http://{{authority}}/{account.origin}{encoded(path)}",
            "url": f"{prefix}{account.path(path)}", "resource_path": account.fileid(path)}


class Operations:
    """What both generations have; `put` differs in how slices go."""

    def __init__(self, api, checks, name):
        self.api, self.checks, self.name = api, checks, name
        self.v4 = api.account.version == 2

    def take(self, title, trouble):
        self.checks.take(f"{self.name}: {title}", trouble)

    def urls(self, path):
        authority = self.api.at.removeprefix("http://")
        return {name: value.replace("{authority}", authority) for name, value in urls_of(self.api.account, path).items()}

    def same_bytes(self, path, content):
        trouble = []
        for host in (self.api.account.origin, self.api.account.cdn):
            got = self.api.fetch(host, encoded(path))
            if got.status != 200 or got.body != content:
                trouble.append(f"{host} sent HTTP {got.status}, {len(got.body)} bytes, {len(content)} were uploaded")
        return trouble

    def play(self):
        self.folders()
        self.single_uploads()
        self.attributes()
        self.lists()
        self.moves()
        (self.v4_slices if self.v4 else self.legacy_slices)()
        self.deletes()

    def folders(self):
        api = self.api
        made = api.create("/live/", biz_attr="of the folder")
        self.take("create folder", wrong(made, {"resource_path": api.account.fileid("/live/")}))
        stat = api.stat("/live/")
        trouble = wrong(stat, {"biz_attr": "of the folder", **({} if self.v4 else {"name": "live"})})
        if not isinstance(stat.data.get("ctime"), int if self.v4 else str):
            trouble.append(f"ctime is {stat.data.get('ctime')!r}")
        self.take("stat folder", trouble)
        self.take("update folder", wrong(api.change("/live/", "update", biz_attr="changed"))
                  + wrong(api.stat("/live/"), {"biz_attr": "changed"}))

    def single_uploads(self):
        api = self.api
        for title, path, content in [("upload", "/live/cover.png", pattern(5000)),
                                     ("upload, name in Chinese with a blank", "/live/头像 1.jpg", b"\xff\xd8\r\n--\r\n\x00jpeg"),
                                     ("upload of nothing", "/live/empty.txt", b"")]:
            done = api.upload(path, content, fields=[("sha", sha1(content)), ("biz_attr", "mine"), ("insertOnly", "1")])
            trouble = wrong(done, self.urls(path)) + self.same_bytes(path, content)
            if self.v4 and done.header("x-cos-request-id") != done.json.get("request_id"):
                trouble.append("x-cos-request-id is not the request_id")
            if not self.v4 and "request_id" in done.json:
                trouble.append("a legacy answer has no request_id")
            self.take(title, trouble)
        again = api.upload("/live/cover.png", pattern(5000))
        self.take("upload again, same content, insertOnly", wrong(again))
        over = api.upload("/live/cover.png", pattern(6000, 9), fields=[("insertOnly", "0"), ("biz_attr", "mine")])
        self.take("upload over it", wrong(over) + self.same_bytes("/live/cover.png", pattern(6000, 9)))

    def attributes(self):
        api, content = self.api, pattern(6000, 9)
        expected = {"filesize": len(content), "filelen": len(content), "sha": sha1(content), "biz_attr": "mine",
                    "access_url": self.urls("/live/cover.png")["access_url"]}
        expected |= {"forbid": 0, "authority": "eInvalid", "custom_headers": {}} if self.v4 else {"name": "cover.png"}
        self.take("stat file", wrong(api.stat("/live/cover.png"), expected))
        headers = {"Content-Type": "image/x-mine", "Cache-Control": "max-age=7", "x-cos-meta-who": "anchor"}
        for title, given in [("object", headers), ("text", json.dumps(headers))]:
            done = api.change("/live/cover.png", "update", biz_attr=title, authority="eWPrivateRPublic", custom_headers=given)
            stat = api.stat("/live/cover.png")
            trouble = wrong(done) + wrong(stat, {"biz_attr": title, "authority": "eWPrivateRPublic", "custom_headers": headers})
            got = api.fetch(api.account.origin, "/live/cover.png")
            trouble += differences(headers, {name: got.header(name) for name in headers})
            self.take(f"update file, custom_headers as {title}", trouble)

    def lists(self):
        api = self.api
        whole = api.list("/live/")
        names = [one["name"] for one in whole.data.get("infos", [])]
        trouble = wrong(whole, {"listover": True} if self.v4 else {"has_more": False, "dircount": 0, "filecount": 3})
        if sorted(names) != sorted(["cover.png", "empty.txt", "头像 1.jpg"]):
            trouble.append(f"the names are {names}")
        self.take("list folder", trouble)
        paged, context = [], ""
        for _ in range(4):
            page = api.list("/live/", f"num=1&context={context}")
            paged += [one["name"] for one in page.data.get("infos", [])]
            context = page.data.get("context", "")
            if not context:
                break
        self.take("list by pages of one", [] if paged == names else [f"the pages hold {paged}, the whole {names}"])
        prefix = [one["name"] for one in api.list("/live/cov").data.get("infos", [])]
        self.take("list by prefix", [] if prefix == ["cover.png"] else [f"it holds {prefix}"])
        folders = [one["name"].rstrip("/") for one in api.list("/", "pattern=eListDirOnly").data.get("infos", [])]
        self.take("list folders only", [] if folders == ["live"] else [f"it holds {folders}"])

    def moves(self):
        api, content = self.api, pattern(6000, 9)
        self.take("move, relative", wrong(api.change("/live/cover.png", "move", dest_fileid="moved.png"))
                  + self.same_bytes("/live/moved.png", content))
        self.take("move, absolute, signed for more uses",
                  wrong(api.change("/live/moved.png", "move", api.account.multi(), dest_fileid="/moved.png", to_over_write="0"))
                  + self.same_bytes("/moved.png", content))
        api.upload("/in-the-way.png", b"other")
        self.take("move over something", wrong(api.change("/moved.png", "move", dest_fileid="/in-the-way.png", to_over_write=1))
                  + self.same_bytes("/in-the-way.png", content))
        if self.v4:
            self.take("copy", wrong(api.change("/in-the-way.png", "copy", dest_fileid="/copy.png"))
                      + self.same_bytes("/in-the-way.png", content) + self.same_bytes("/copy.png", content))

    def deletes(self):
        api = self.api
        for path in ("/live/empty.txt", "/live/头像 1.jpg", "/live/"):
            self.take(f"delete {path}", wrong(api.change(path, "delete"))
                      + ([] if api.stat(path).json.get("code") in (-197, -166) else ["it is still there"]))

    def v4_slices(self):
        api, content = self.api, pattern(2 * MIB + 10)
        path, size = "/slices.bin", len(content)
        begun = api.slices(path, "upload_slice_init", [("filesize", size), ("slice_size", MIB), ("sha", sha1(content)),
                                                      ("biz_attr", "sliced"), ("insertOnly", "0")])
        session = begun.data.get("session", "")
        self.take("upload_slice_init", wrong(begun, {"slice_size": MIB}) + ([] if session else ["there is no session"]))
        for offset in (2 * MIB, 0):
            sent = api.slices(path, "upload_slice_data", [("session", session), ("offset", offset), ("filecontent", content[offset:offset + MIB])])
            self.take(f"upload_slice_data at {offset}", wrong(sent, {"session": session, "offset": offset}))
        again = api.slices(path, "upload_slice_init", [("filesize", size), ("slice_size", MIB)])
        self.take("upload_slice_init again", [] if again.json.get("code") == -4019 else [str(again)])
        listed = api.slices(path, "upload_slice_list", [])
        parts = [(one["offset"], one["datalen"]) for one in listed.data.get("listparts", [])]
        self.take("upload_slice_list", wrong(listed, {"session": session, "filesize": size, "slice_size": MIB, "sha": sha1(content)})
                  + ([] if parts == [(0, MIB), (2 * MIB, 10)] else [f"listparts are {parts}"]))
        api.slices(path, "upload_slice_data", [("session", session), ("offset", MIB), ("filecontent", content[MIB:2 * MIB])])
        done = api.slices(path, "upload_slice_finish", [("session", session), ("filesize", size), ("sha", sha1(content))])
        self.take("upload_slice_finish", wrong(done, self.urls(path)) + self.same_bytes(path, content)
                  + wrong(api.stat(path), {"biz_attr": "sliced", "filesize": size, "sha": sha1(content)}))
        self.take("upload_slice_list of a whole file", wrong(api.slices(path, "upload_slice_list", []), self.urls(path)))
        instant = api.slices("/instant.bin", "upload_slice_init", [("filesize", size), ("slice_size", MIB), ("sha", sha1(content))])
        self.take("upload_slice_init of known content", wrong(instant, self.urls("/instant.bin")) + self.same_bytes("/instant.bin", content))
        # what the v3-minded Node package sends to v4
        begun = api.slices("/alias.bin", "upload_slice", [("filesize", MIB + 1), ("slice_size", MIB)])
        first = api.slices("/alias.bin", "upload_slice", [("session", begun.data.get("session")), ("offset", 0), ("filecontent", content[:MIB])])
        last = api.slices("/alias.bin", "upload_slice", [("session", begun.data.get("session")), ("offset", MIB), ("filecontent", content[MIB:MIB + 1])])
        self.take("upload_slice, as legacy has it", wrong(begun) + wrong(first) + wrong(last, self.urls("/alias.bin"))
                  + self.same_bytes("/alias.bin", content[:MIB + 1]))

    def legacy_slices(self):
        api, content = self.api, pattern(MIB + 77)
        path, size, half = "/slices.bin", len(content), 512 << 10
        begun = api.slices(path, "upload_slice", [("filesize", size), ("sha", sha1(content)), ("slice_size", half), ("biz_attr", "sliced")])
        session = begun.data.get("session", "")
        self.take("upload_slice, control", wrong(begun, {"offset": 0, "slice_size": half}) + ([] if session else ["there is no session"]))
        first = api.slices(path, "upload_slice", [("session", session), ("offset", 0), ("fileContent", content[:half])])
        self.take("upload_slice, data", wrong(first, {"session": session, "offset": 0}))
        resumed = api.slices(path, "upload_slice", [("filesize", size), ("sha", sha1(content)), ("session", session)])
        self.take("upload_slice, taken up again", wrong(resumed, {"session": session, "offset": half}))
        # the browser SDK sends its slices unsigned
        second = api.form(api.url(path), [("op", "upload_slice"), ("session", session), ("offset", half),
                                          ("filecontent", content[half:2 * half])], None)
        self.take("upload_slice, data without a signature", wrong(second, {"offset": half}))
        last = api.slices(path, "upload_slice", [("session", session), ("offset", 2 * half), ("filecontent", content[2 * half:])])
        self.take("upload_slice, last data", wrong(last, self.urls(path)) + (["the last answer holds an offset"] if "offset" in last.data else [])
                  + self.same_bytes(path, content) + wrong(api.stat(path), {"biz_attr": "sliced", "sha": sha1(content)}))
        instant = api.slices("/instant.bin", "upload_slice", [("filesize", size), ("sha", sha1(content))])
        self.take("upload_slice of known content", wrong(instant, self.urls("/instant.bin")) + self.same_bytes("/instant.bin", content))
