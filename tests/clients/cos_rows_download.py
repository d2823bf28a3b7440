"""One row for every refusal of a download and of the HTTP port itself, and for what only a fault brings about."""

from cos_account import DAY
from cos_rows import Row, setting, there
from curl import curl

BUCKET = "console.cos.main.buckets.{b}"


def fetch(path="/row.txt", *more, host=None):
    return lambda api: api.fetch(host or api.account.origin, path, *more)


def row(title, verdict, status, text, send, names, settings=None, **named):
    return Row(title, None, verdict, send, names, settings or {}, status, text, **{"service": "cdn", "prepare": there, **named})


def forbidden(api):
    there(api)
    api.change("/row.txt", "update", forbid=1)


def stored_private(api):
    there(api)
    api.change("/row.txt", "update", authority="eWRPrivate")


ROWS = [
    row("5 CDN acceleration off", "cdn_off", 403, "You do not have permission to get URL '/row.txt' from this server.",
        lambda api: api.fetch(api.account.cdn, "/row.txt"), setting("console.cdn.accelerated"), {"console.cdn.accelerated": False}),
    row("5 CDN acceleration off, the edge has no route", "cdn_off", 404, "The requested URL '/row.txt' was not found on this server.\n",
        lambda api: api.fetch(api.account.cdn, "/row.txt"), setting("console.cdn.accelerated"),
        {"console.cdn.accelerated": False, "console.cdn.behaviour.unserved": "404"}),
    row("CDN domain of nobody", "host_unknown", 403, "You do not have permission", fetch(host="nobucket-1250000001.file.myqcloud.com"), "nobucket"),
    row("origin of nobody", "no_such_bucket", 404, "<Code>NoSuchBucket</Code>", fetch(host="nobucket-1250000001.cosgz.myqcloud.com"), "nobucket"),
    row("origin in another region", "no_such_bucket", 404, "<Code>NoSuchBucket</Code>", fetch(host="xiaozhibo1-1250000001.cossh.myqcloud.com"), "region = 'sh'"),
    row("no such object", "no_such_key", 404, "<Code>NoSuchKey</Code>", fetch("/none.txt"), "/none.txt"),
    row("private, unsigned", "access_denied", 403, "<Code>AccessDenied</Code>", fetch(), "ERROR_PROXY_AUTH_SIGN_EMPTY", {f"{BUCKET}.acl": "private"}),
    row("private object, unsigned", "access_denied", 403, "<Code>AccessDenied</Code>", fetch(), "ERROR_PROXY_AUTH_SIGN_EMPTY", prepare=stored_private),
    row("private, signed with another key", "access_denied", 403, "<Code>AccessDenied</Code>",
        lambda api: fetch("/row.txt?sign=" + api.account.multi())(api), "ERROR_PROXY_AUTH_FAILED",
        {f"{BUCKET}.acl": "private", "console.cos.keys.{k}.secret_key": "changed-in-the-console"}),
    row("private, signed for another path", "access_denied", 403, "<Code>AccessDenied</Code>",
        lambda api: fetch("/row.txt?sign=" + api.account.multi(f="/other.txt"))(api), "ERROR_PROXY_FILEID_NOTMATCH", {f"{BUCKET}.acl": "private"}),
    row("private, signature expired", "access_denied", 403, "<Code>AccessDenied</Code>",
        lambda api: fetch("/row.txt?sign=" + api.account.multi())(api), "ERROR_PROXY_AUTH_EXPIRED", {f"{BUCKET}.acl": "private", "console.clock_ahead_s": 2 * DAY}),
    row("object forbidden", "forbidden_object", 403, "<Code>AccessDenied</Code>", fetch(), "forbid = '1'", prepare=forbidden),
    row("POST to the origin", "wrong_method", 405, "<Code>MethodNotAllowed</Code>", fetch("/row.txt", "--data", "x"), "GET"),
    row("range outside the object", "wrong_range", 416, "<Code>InvalidRange</Code>", fetch("/row.txt", "--range", "3-"), "Range = "),
    row("path that nobody serves", "not_served", 404, "faultcast does not serve", lambda api: curl(f"{api.at}/elsewhere"), "/elsewhere", service="http"),
    row("head too large", "head_too_large", 431, "", lambda api: curl("--header", "X-Long: " + "a" * 70_000, f"{api.at}/"), "why", service="http"),
    row("body declared too large", "body_too_large", 413, "",
        lambda api: curl("--header", "Content-Length: 67108865", "--data", "x", api.url("/row.txt")), "why", service="http"),
    row("E19 the front fails", "UNAVAILABLE", 503, "", lambda api: api.upload("/row.txt", b"row"), "unavailable-twice|forces", service="cos_v4",
        scenario="cos-5xx-then-well", prepare=lambda api: None),
    row("connection reset in an upload", "cut_by_fault", 0, "", lambda api: api.upload("/row.bin", bytes(50_000)), "a fault of the scenario",
        service="http", scenario="cos-reset", prepare=lambda api: None),
    row("no HTTP", "bad_request", 400, "", lambda api: curl("--request", "G\tT", f"{api.at}/"), "why", service="http"),
]
