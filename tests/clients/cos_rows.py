"""One row for every code that the object store and its downloads can come to by themselves: v4.

A row says what is wrong (in the Setup, or in what is sent) and what must be seen; see cos_curl.py."""

from dataclasses import dataclass, field
from typing import Callable

from cos_account import DAY
from cos_operations import MIB
from curl import curl

CONSOLE = "console.cos"
BEHAVIOUR = "console.cos_v4.behaviour"


@dataclass
class Row:
    title: str
    code: int  # on the wire; None: the answer is no JSON, and `text` must be in its body
    message: str  # on the wire; of an answer that is no JSON, the verdict in the journal
    send: Callable  # of a Api: sends it and gives the Answer
    names: str = ""  # the explanation must match this: the setting, or the field that is wrong
    settings: dict = field(default_factory=dict)
    status: int = 400
    text: str = ""
    prepare: Callable = lambda api: None  # what must be there before the settings change
    verdict: str = ""  # in the journal, where it has another name than the wire
    service: str = "cos_v4"
    scenario: str = ""  # whose faults are at work


def setting(path):
    return r"setting: " + path.replace(".", r"\.")


def upload(api, **given):
    return api.upload("/row.txt", b"row", **given)


def signed(**fields):
    """An upload signed so. A field may be made from the account: lambda account: …"""
    def send(api):
        values = {name: value(api.account) if callable(value) else value for name, value in fields.items()}
        return upload(api, sign=api.account.multi(**values))
    return send


def there(api, path="/row.txt", content=b"row"):
    assert api.upload(path, content).json.get("code") == 0


def changed(op, path="/row.txt", sign=None, **body):
    return lambda api: api.change(path, op, sign and sign(api.account), **body)


def slices(op, *fields):
    return lambda api: api.slices("/row.bin", op, fields)


def begin(api, *fields):
    return api.slices("/row.bin", "upload_slice_init", [("filesize", 2 * MIB), ("slice_size", MIB), *fields]).data["session"]


def twice(api):
    there(api)
    sign = api.account.once("/row.txt")
    api.change("/row.txt", "update", sign, biz_attr="1")
    return api.change("/row.txt", "update", sign, biz_attr="2")


SIGNATURES = [
    Row("no signature", -81, "ERROR_PROXY_AUTH_SIGN_EMPTY", lambda api: curl(api.url("/row.txt", "op=stat")), "Authorization"),
    Row("signature no base64", -5998, "ERROR_CGI_AUTHORIZATION", lambda api: upload(api, sign="*"), "base64"),
    Row("signature without a field", -5998, "ERROR_CGI_AUTHORIZATION", signed(order="abketf"), "lacks r"),
    Row("signature no base64, newer name", -83, "ERROR_PROXY_AUTH_UNPACK", lambda api: upload(api, sign="*"), "base64",
        {f"{BEHAVIOUR}.unreadable_code": "-83"}),
    Row("1.4 backend's APPID wrong", -70, "ERROR_PROXY_APPID_USERID_NOTMATCH", signed(a="1250000009"), setting("backend.COSKEY_APPID")),
    Row("2.2 client's APPID wrong", -70, "ERROR_PROXY_APPID_USERID_NOTMATCH", lambda api: upload(api, appid="1250000009"),
        setting("client.kTCCOSAppId")),
    Row("1.5 backend's bucket wrong", -61, "ERROR_PROXY_SIGN_BUCKET_NOTMATCH", signed(b="nobucket"), setting("backend.COSKEY_BUCKET")),
    Row("2.2 client's bucket wrong", -61, "ERROR_PROXY_SIGN_BUCKET_NOTMATCH", lambda api: upload(api, bucket="nobucket"),
        setting("client.kTCCOSBucket")),
    Row("1.6 SecretId deleted in the console", -79, "PROXY_AUTH_SECRETID_NOEXIST", upload, setting("backend.COSKEY_SECRECTID"),
        {f"{CONSOLE}.keys.{{k}}": None}),
    Row("1.6 backend's SecretId wrong", -79, "PROXY_AUTH_SECRETID_NOEXIST", signed(k="AKIDnobody"), setting("backend.COSKEY_SECRECTID")),
    Row("1.6 SecretId of another account", -62, "ERROR_PROXY_AUTH_APPID", upload, r"belongs to APPID 1250000777",
        {f"{CONSOLE}.keys.{{k}}.appid": "1250000777"}),
    Row("2.2 APPID wrong on both sides", -62, "ERROR_PROXY_AUTH_APPID",
        lambda api: upload(api, appid="1250000009", sign=api.account.multi(a="1250000009")), setting("backend.COSKEY_APPID")),
    Row("account blocked", -64, "ERROR_PROXY_FORBID_APPID", upload, "blocked in the console", {f"{CONSOLE}.account": "blocked"}, 403),
    Row("1.7 SecretKey changed in the console", -97, "ERROR_PROXY_AUTH_FAILED", upload, setting("backend.COSKEY_SECRECTKEY"),
        {f"{CONSOLE}.keys.{{k}}.secret_key": "changed-in-the-console"}),
    Row("1.7 SecretKey rotated, the old one kept as the previous", -97, "ERROR_PROXY_AUTH_FAILED", upload,
        setting("backend.COSKEY_SECRECTKEY") + "|previous", {f"{CONSOLE}.keys.{{k}}.secret_key": "rotated-in-the-console",
                                                           f"{CONSOLE}.keys.{{k}}.secret_key_previous": "{secret}"}),
    Row("1.7 backend's SecretKey with a blank behind it", -97, "ERROR_PROXY_AUTH_FAILED",
        lambda api: upload(api, sign=api.account.multi(key=api.account.secret_key + " ")), "blank behind it"),
    Row("delete with a signature for more uses", -73, "ERROR_PROXY_AUTH_ONCESIGN_EXPIREDNOTEMPTY",
        changed("delete", sign=lambda a: a.multi()), r"e=0", prepare=there),
    Row("delete with a signature bound to nothing", -76, "ERROR_PROXY_AUTH_ONCESIGN_NOFILEID",
        changed("delete", sign=lambda a: a.once("/row.txt", f="")), "empty f"),
    Row("upload with a signature for one use", -74, "ERROR_PROXY_AUTH_MULTISIGN_EXPIREDEMPTY",
        signed(e=0, f=lambda a: a.fileid("/row.txt")), "with an expiry"),
    Row("E1 expired: the console's clock is two days ahead", -96, "ERROR_PROXY_AUTH_EXPIRED", upload, r"came: e = ",
        {"console.clock_ahead_s": 2 * DAY}),
    Row("E2 expired, front of late 2017", -59, "ERROR_PROXY_S3_AUTH_EXPIRED", upload, r"came: e = ",
        {"console.clock_ahead_s": 2 * DAY, f"{BEHAVIOUR}.expired_code": "-59"}),
    Row("expiry farther ahead than allowed", -96, "ERROR_PROXY_AUTH_EXPIRED", upload, setting("backend.COSKEY_EXPIRED_TIME"),
        {f"{BEHAVIOUR}.expiry_limit_s": 60}),
    Row("E6 signature bound to another file", -63, "ERROR_PROXY_FILEID_NOTMATCH", signed(f=lambda a: a.fileid("/other")), "f = "),
    Row("E6 signature for one use for another file", -63, "ERROR_PROXY_FILEID_NOTMATCH",
        changed("delete", sign=lambda a: a.once("/row.tx")), "f = "),
    Row("E3 signature for one use, used again", -77, "ERROR_PROXY_AUTH_REPLAY_ATTACH", twice, "before"),
]

PLACES = [
    Row("2.2 bucket wrong on both sides", -133, "ERROR_CMD_BUCKET_NOTEXIST",
        lambda api: upload(api, bucket="nobucket", sign=api.account.multi(b="nobucket")), setting("client.kTCCOSBucket")),
    Row("2.3 region is another one", -133, "ERROR_CMD_BUCKET_NOTEXIST", lambda api: upload(api, host="sh.file.myqcloud.com"),
        setting("client.kTCCOSRegion")),
    Row("2.3 bucket is in another region", -133, "ERROR_CMD_BUCKET_NOTEXIST", upload, setting("client.kTCCOSRegion"),
        {f"{CONSOLE}.main.buckets.{{b}}.region": "sh"}),
    Row("6 bucket is in the legacy store", -133, "ERROR_CMD_BUCKET_NOTEXIST",
        lambda api: upload(api, bucket="oldbucket1", sign=api.account.multi(b="oldbucket1")), "legacy object store"),
    Row("region unknown", None, "host_unknown", lambda api: upload(api, host="bj2.file.myqcloud.com"), setting("client.kTCCOSRegion"),
        status=403, text="You do not have permission to get URL '{path}' from this server.", service="cdn"),
    Row("region unknown, the edge has no route", None, "host_unknown", lambda api: upload(api, host="ap-guangzhou.file.myqcloud.com"),
        setting("client.kTCCOSRegion"), {"console.cdn.behaviour.unserved": "404"}, 404,
        "The requested URL '{path}' was not found on this server.\n", service="cdn"),
    Row("E18 APPID of nobody, the XML front", None, "InvalidRequest", lambda api: upload(api, appid="1250000009"),
        setting("client.kTCCOSAppId"), {f"{BEHAVIOUR}.unknown_appid": "xml"}, text="Missing required header for this request: Appid"),
    Row("path of the legacy API", -5994, "ERROR_CGI_URL_NOTMATCH",
        lambda api: curl(f"{api.at}/{api.account.host}{api.account.path('/row.txt').replace('/v2/', '/v1/')}"), "/files/v2/"),
    Row("E17 no CORS rule", -121, "ERROR_CMD_CORSRULE_NOT_MATCH",
        lambda api: curl("--request", "OPTIONS", "--header", "Origin: http://page.example", api.url("/row.txt")),
        setting("console.cos.main.buckets.xiaozhibo1.cors"), {f"{CONSOLE}.main.buckets.{{b}}.cors": ""}, 403),
    Row("path not UTF-8", -147, "ERROR_CMD_NOT_UTF8_ENCODING",
        lambda api: curl("--header", f"Authorization: {api.account.multi()}", api.url("/") + "%ff?op=stat"), "path = "),
    Row("path with a forbidden character", -180, "ERROR_CMD_COS_INVALID_PATH", lambda api: api.upload("/a*b", b""), r"a\*b"),
    Row("folder without '/'", -161, "ERROR_CMD_PARAM_PATH_DIR_MISSING_SLASH", lambda api: api.create("/folder"), "path = '/folder'"),
    Row("file with '/'", -160, "ERROR_CMD_PARAM_PAHT_FILE_SURPLUS_SLASH", lambda api: api.upload("/file/", b""), "path = '/file/'"),
    Row("no path", -164, "ERROR_CMD_PARAM_PATH_EMPTY", lambda api: api.upload("/", b""), "path = '/'"),
]

FORMS = [
    Row("body no JSON", -5975, "ERROR_CGI_JSON_PARSE_ERROR", lambda api: api.json(api.url("/row.txt"), '{"op":"de', api.account.multi()), "JSON"),
    Row("form without boundary lines", -5993, "ERROR_CGI_FORM_ERR",
        lambda api: curl("--header", f"Authorization: {api.account.multi()}", "--header", "Content-Type: multipart/form-data; boundary=b",
                         "--data-binary", "op=upload", api.url("/row.txt")), "why"),
    Row("no op", -5980, "ERROR_CGI_PARAM_MISSING_OP", lambda api: api.json(api.url("/row.txt"), {"biz_attr": "1"}, api.account.multi()), "op is missing"),
    Row("op unknown", -5972, "ERROR_CGI_UNSUPPORTED_METHOD", changed("rename"), "'rename'"),
    Row("stat by POST", -5996, "ERROR_CGI_REQ_METHOD", changed("stat", sign=lambda a: a.multi()), "by GET"),
    Row("upload without a file", -5990, "ERROR_CGI_MISSING_FILECONTENT",
        lambda api: api.form(api.url("/row.txt"), [("op", "upload")], api.account.multi()), "filecontent"),
    Row("single upload of more than 20 MiB", -5995, "ERROR_CGI_FILESIZE", lambda api: api.upload("/row.bin", bytes(20 * MIB + 1)), "filesize = '20971521'"),
    Row("sha no SHA-1", -168, "ERROR_CMD_COS_INVALID_SHA", lambda api: upload(api, fields=[("sha", "1234")]), "sha = '1234'"),
    Row("E14 sha of other content", -5984, "ERROR_CGI_SHA_NOT_MATCH", lambda api: upload(api, fields=[("sha", "0" * 40)]), "sha = '0000"),
    Row("num 0", -157, "ERROR_CMD_PARAM_MIN_NUM", lambda api: api.list("/", "num=0"), "num = '0'"),
    Row("num above 1000", -165, "ERROR_CMD_COS_MAX_NUM", lambda api: api.list("/", "num=1001"), "num = '1001'"),
    Row("num no number", -170, "ERROR_CMD_COS_INVALID_LIST_NUM", lambda api: api.list("/", "num=x"), "num = 'x'"),
    Row("authority unknown", -158, "ERROR_CMD_PARAM_AUTH_TYPE", changed("update", authority="eMine"), "authority = 'eMine'", prepare=there),
    Row("forbid unknown", -182, "ERROR_CMD_PARAM_INVALID", changed("update", forbid=3), "forbid = '3'", prepare=there),
    Row("flag unknown", -179, "ERROR_CMD_COS_INVALID_MOD_FLAG", changed("update", flag=2), "flag = '2'", prepare=there),
    Row("flag names a field that is not there", -5976, "ERROR_CGI_REQ_PARAM_FLAG_NOTMATCH", changed("update", flag=1), "flag = '1'", prepare=there),
    Row("move without a target", -5992, "ERROR_CGI_REQ_PARAM", changed("move"), "dest_fileid", prepare=there),
    Row("copy into another bucket", -5973, "ERROR_CGI_CROSS_BUCKET_COPY", changed("copy", dest_fileid="/1250000001/xiaozhibo2/a"),
        "bucket = 'xiaozhibo2'", prepare=there),
]

OBJECTS = [
    Row("E8 other content there", -177, "ERROR_CMD_COS_FILE_EXIST", lambda api: api.upload("/row.txt", b"other", fields=[("insertOnly", "1")]),
        "insertOnly", prepare=there),
    Row("E10 folder there", -178, "ERROR_CMD_COS_PATH_CONFLICT", lambda api: api.create("/row/"), "/row/", prepare=lambda api: api.create("/row/")),
    *[Row(f"E11 {op} of nothing", -197, "ERROR_CMD_FILE_NOTEXIST", changed(op, "/none", dest_fileid="/b"), "/none", status=404)
      for op in ("delete", "move", "copy", "update")],
    Row("E11 stat of nothing", -197, "ERROR_CMD_FILE_NOTEXIST", lambda api: api.stat("/none"), "/none", status=404),
    Row("E11 list of nothing", -197, "ERROR_CMD_FILE_NOTEXIST", lambda api: api.list("/none/"), "/none/", status=404),
    Row("move onto something", -177, "ERROR_CMD_COS_FILE_EXIST", changed("move", dest_fileid="/way"), "to_over_write",
        prepare=lambda api: (there(api), there(api, "/way"))),
    Row("move onto something, older code", -199, "ERROR_CMD_FILE_MOVE_ERROR", changed("move", dest_fileid="/way"), "to_over_write",
        {f"{BEHAVIOUR}.move_conflict": "-199"}, prepare=lambda api: (there(api), there(api, "/way"))),
    Row("delete of a full folder", -173, "ERROR_CMD_COS_DIR_NOT_EMPTY", changed("delete", "/row/"), "/row/", prepare=lambda api: there(api, "/row/a")),
    Row("folder was never created", -166, "ERROR_CMD_COS_INDEX_ERROR", lambda api: api.upload("/new/row", b""), "/new/",
        {f"{BEHAVIOUR}.parents_required": True}, 404),
]

SLICES = [
    Row("E12 upload in slices begun before", -4019, "_ERROR_FILE_NOT_FINISH_UPLOAD", slices("upload_slice_init", ("filesize", 9)), "/row.bin", prepare=begin),
    Row("init without a size", -5971, "ERROR_CGI_PARAM_MISSING_FILESIZE", slices("upload_slice_init"), "filesize"),
    Row("init of too much", -285, "ERROR_PROCESS_FILE_TOO_LARGE", slices("upload_slice_init", ("filesize", 1 << 40)), "filesize"),
    Row("init with a slice size of nothing", -284, "ERROR_PROCESS_WRONG_SLICE_SIZE", slices("upload_slice_init", ("filesize", 9), ("slice_size", 0)), "slice_size"),
    Row("data without a session", -95, "ERROR_PROXY_NO_SESSION", slices("upload_slice_data", ("offset", 0), ("filecontent", b"x")), "session"),
    Row("data of a foreign session", -5983, "ERROR_CGI_WRONG_SESSION",
        slices("upload_slice_data", ("session", "mine"), ("offset", 0), ("filecontent", b"x")), "session = 'mine'"),
    Row("data without an offset", -290, "ERROR_PROCESS_OFFSET",
        lambda api: slices("upload_slice_data", ("session", begin(api)), ("filecontent", b"x"))(api), "offset"),
    Row("data ahead of its turn", -290, "ERROR_PROCESS_OFFSET",
        lambda api: slices("upload_slice_data", ("session", begin(api)), ("offset", MIB), ("filecontent", b"x"))(api), "offset",
        {f"{BEHAVIOUR}.serial_upload": True}),
    Row("E13 slice of more than 3 MiB", -5991, "ERROR_CGI_SLICE",
        lambda api: slices("upload_slice_data", ("session", begin(api)), ("offset", 0), ("filecontent", bytes(3 * MIB + 1)))(api), "slice = '3145729'"),
    Row("finish with slices missing", -4014, "ErrQueryOffset",
        lambda api: slices("upload_slice_finish", ("session", begin(api)), ("filesize", 2 * MIB))(api), "bytes = '0'"),
    Row("finish with another size", -175, "ERROR_CMD_COS_FILE_SIZE_NOT_EQU",
        lambda api: slices("upload_slice_finish", ("session", begin(api)), ("filesize", 7))(api), "filesize = '7'"),
    Row("E15 finish without the sha of init", -29094, "ERROR_CGI_FINISH_MISSING_SHA",
        lambda api: slices("upload_slice_finish", ("session", begin(api, ("sha", "0" * 40))), ("filesize", 2 * MIB))(api), "sha"),
    Row("finish with another sha than init", -4016, "ErrNotSameSHA",
        lambda api: slices("upload_slice_finish", ("session", begin(api, ("sha", "0" * 40))), ("filesize", 2 * MIB), ("sha", "1" * 40))(api), "sha = '1111"),
    Row("session's life is over", -5983, "ERROR_CGI_WRONG_SESSION",
        lambda api: slices("upload_slice_data", ("session", begin(api)), ("offset", 0), ("filecontent", b"x"))(api), "session",
        {f"{BEHAVIOUR}.session_life_s": 0}),
]

ROWS = [*SIGNATURES, *PLACES, *FORMS, *OBJECTS, *SLICES]
