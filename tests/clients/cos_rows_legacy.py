"""One row for every code that the object store and its downloads can come to by themselves: legacy."""

from cos_account import DAY
from cos_operations import MIB
from cos_rows import Row, changed, setting, signed, slices, there, twice, upload
from curl import curl

CONSOLE = "console.cos.legacy"
BEHAVIOUR = "console.cos_legacy.behaviour"
SHA = ("sha", "0" * 40)


def begin(api, *fields):
    answer = api.slices("/row.bin", "upload_slice", [("filesize", 2 * MIB), ("slice_size", MIB), SHA, *fields])
    return answer.data["session"]


def row(*given, **named):
    return Row(*given, **{"service": "cos_legacy", **named})


def wrong_sum(api):
    """Both slices, which do not have the SHA-1 that was declared."""
    session = begin(api)
    for offset in (0, MIB):
        answer = api.slices("/row.bin", "upload_slice", [("session", session), ("offset", offset), ("filecontent", bytes(MIB))])
    return answer


ROWS = [
    row("no signature", -81, "ERROR_PROXY_AUTH_SIGN_EMPTY", lambda api: curl(api.url("/row.txt", "op=stat")), "Authorization"),
    row("signature no base64", -5998, "ERROR_CGI_AUTHORIZATION", lambda api: upload(api, sign="*"), "base64"),
    row("backend's APPID wrong", -70, "ERROR_PROXY_APPID_USERID_NOTMATCH", signed(a="10000009"), setting("backend.COSKEY_APPID")),
    row("backend's bucket wrong", -61, "ERROR_PROXY_SIGN_BUCKET_NOTMATCH", signed(b="nobucket"), setting("backend.COSKEY_BUCKET")),
    row("APPID of nobody", -82, "ERROR_PROXY_AUTH_APPID_NOEXIST", lambda api: upload(api, appid="10000009", sign=api.account.multi(a="10000009")),
        setting("backend.COSKEY_APPID")),
    row("6r account of v4", -97, "ERROR_PROXY_AUTH_FAILED",
        lambda api: upload(api, appid="1250000001", sign=api.account.multi(a="1250000001", k="AKIDdemo2017main0001", key="demosecretkey2017main0001")),
        setting("client.cos_sdk")),
    row("6r SecretId of v4", -97, "ERROR_PROXY_AUTH_FAILED", signed(k="AKIDdemo2017main0001"), "v4 account"),
    row("backend's SecretId wrong", -79, "PROXY_AUTH_SECRETID_NOEXIST", signed(k="AKIDnobody"), setting("backend.COSKEY_SECRECTID")),
    row("account blocked", -64, "ERROR_PROXY_FORBID_APPID", upload, "blocked in the console", {"console.cos.account": "blocked"}),
    row("SecretKey changed in the console", -97, "ERROR_PROXY_AUTH_FAILED", upload, setting("backend.COSKEY_SECRECTKEY"),
        {f"{CONSOLE}.keys.{{k}}.secret_key": "changed-in-the-console"}),
    row("delete with a signature for more uses, strict", -75, "ERROR_PROXY_AUTH_UNSUPPORTED_OP", changed("delete", sign=lambda a: a.multi()), "e=0",
        {f"{BEHAVIOUR}.once_for_changes": True}, prepare=there),
    row("delete with a signature bound to nothing", -76, "ERROR_PROXY_AUTH_ONCESIGN_NOFILEID",
        changed("delete", sign=lambda a: a.once("/row.txt", f="")), "empty f"),
    row("upload with a signature for one use", -74, "ERROR_PROXY_AUTH_MULTISIGN_EXPIREDEMPTY", signed(e=0), "with an expiry"),
    row("expired: the console's clock is two days ahead", -96, "ERROR_PROXY_AUTH_EXPIRED", upload, "came: e = ", {"console.clock_ahead_s": 2 * DAY}),
    row("signature bound to another file", -63, "ERROR_PROXY_FILEID_NOTMATCH", signed(f=lambda a: a.fileid("/other")), "f = "),
    row("signature for one use, used again", -77, "ERROR_PROXY_AUTH_REPLAY_ATTACH", twice, "before"),
    row("bucket wrong on both sides", -166, "ERROR_CMD_COS_INDEX_ERROR", lambda api: upload(api, bucket="nobucket", sign=api.account.multi(b="nobucket")),
        setting("client.kTCCOSBucket")),
    row("bucket wrong on both sides, other code", -144, "ERROR_CMD_INDEX_NO_EXIST",
        lambda api: upload(api, bucket="nobucket", sign=api.account.multi(b="nobucket")), setting("client.kTCCOSBucket"), {f"{BEHAVIOUR}.missing_bucket": "-144"}),
    row("path of the v4 API", -5994, "ERROR_CGI_URL_NOTMATCH",
        lambda api: curl(f"{api.at}/{api.account.host}{api.account.path('/row.txt').replace('/v1/', '/v2/')}"), "/files/v1/"),
    row("no CORS rule", -121, "ERROR_CMD_CORSRULE_NOT_MATCH",
        lambda api: curl("--request", "OPTIONS", "--header", "Origin: http://page.example", api.url("/row.txt")),
        setting("console.cos.legacy.buckets.oldbucket1.cors"), {f"{CONSOLE}.buckets.{{b}}.cors": ""}),
    row("path not UTF-8", -147, "ERROR_CMD_NOT_UTF8_ENCODING",
        lambda api: curl("--header", f"Authorization: {api.account.multi()}", api.url("/") + "%ff?op=stat"), "path = "),
    row("path with a forbidden character", -180, "ERROR_CMD_COS_INVALID_PATH", lambda api: api.upload("/a*b", b""), r"a\*b"),
    row("folder without '/'", -161, "ERROR_CMD_PARAM_PATH_DIR_MISSING_SLASH", lambda api: api.create("/folder"), "path = '/folder'"),
    row("file with '/'", -160, "ERROR_CMD_PARAM_PAHT_FILE_SURPLUS_SLASH", lambda api: api.upload("/file/", b""), "path = '/file/'"),
    row("no path", -164, "ERROR_CMD_PARAM_PATH_EMPTY", lambda api: api.upload("/", b""), "path = '/'"),
    row("body cut short, as the Node SDK cuts it", -5975, "ERROR_CGI_JSON_PARSE_ERROR",
        lambda api: api.json(api.url("/row.txt"), '{"op":"update","biz_attr":"', api.account.multi()), "JSON"),
    row("form without boundary lines", -5993, "ERROR_CGI_FORM_ERR",
        lambda api: curl("--header", f"Authorization: {api.account.multi()}", "--header", "Content-Type: multipart/form-data; boundary=b",
                         "--data-binary", "op=upload", api.url("/row.txt")), "why"),
    row("no op", -5980, "ERROR_CGI_PARAM_MISSING_OP", lambda api: api.json(api.url("/row.txt"), {"biz_attr": "1"}, api.account.multi()), "op is missing"),
    row("op of v4", -5972, "ERROR_CGI_UNSUPPORTED_METHOD", slices("upload_slice_init", ("filesize", 9)), "'upload_slice_init'"),
    row("stat by POST", -5996, "ERROR_CGI_REQ_METHOD", changed("stat", sign=lambda a: a.multi()), "by GET"),
    row("upload without a file", -5990, "ERROR_CGI_MISSING_FILECONTENT", lambda api: api.form(api.url("/row.txt"), [("op", "upload")], api.account.multi()), "filecontent"),
    row("single upload of more than 20 MiB", -5995, "ERROR_CGI_FILESIZE", lambda api: api.upload("/row.bin", bytes(20 * MIB + 1)), "filesize = '20971521'"),
    row("sha no SHA-1", -168, "ERROR_CMD_COS_INVALID_SHA", lambda api: upload(api, fields=[("sha", "1234")]), "sha = '1234'"),
    row("sha of other content", -5984, "ERROR_CGI_SHA_NOT_MATCH", lambda api: upload(api, fields=[SHA]), "sha = '0000"),
    row("num 0", -157, "ERROR_CMD_PARAM_MIN_NUM", lambda api: api.list("/", "num=0"), "num = '0'"),
    row("num above 199", -165, "ERROR_CMD_COS_MAX_NUM", lambda api: api.list("/", "num=200"), "num = '200'"),
    row("num no number", -170, "ERROR_CMD_COS_INVALID_LIST_NUM", lambda api: api.list("/", "num=x"), "num = 'x'"),
    row("authority unknown", -158, "ERROR_CMD_PARAM_AUTH_TYPE", changed("update", authority="eMine"), "authority = 'eMine'", prepare=there),
    row("forbid unknown", -182, "ERROR_CMD_PARAM_INVALID", changed("update", forbid=3), "forbid = '3'", prepare=there),
    row("flag unknown", -179, "ERROR_CMD_COS_INVALID_MOD_FLAG", changed("update", flag=2), "flag = '2'", prepare=there),
    row("flag names a field that is not there", -5976, "ERROR_CGI_REQ_PARAM_FLAG_NOTMATCH", changed("update", flag=128), "flag = '128'", prepare=there),
    row("move without a target", -5992, "ERROR_CGI_REQ_PARAM", changed("move"), "dest_fileid", prepare=there),
    row("move into another bucket", -5973, "ERROR_CGI_CROSS_BUCKET_COPY", changed("move", dest_fileid="/10000001/other/a"), "bucket = 'other'", prepare=there),
    row("other content there", -4018, "ErrSameFileUpload", lambda api: api.upload("/row.txt", b"other"), "insertOnly", prepare=there),
    row("other content there, as on v4", -177, "ERROR_CMD_COS_FILE_EXIST", lambda api: api.upload("/row.txt", b"other"), "insertOnly",
        {f"{BEHAVIOUR}.same_name": "-177"}, prepare=there),
    row("folder there", -178, "ERROR_CMD_COS_PATH_CONFLICT", lambda api: api.create("/row/"), "/row/", prepare=lambda api: api.create("/row/")),
    *[row(f"{op} of nothing", -166, "ERROR_CMD_COS_INDEX_ERROR", changed(op, "/none", dest_fileid="/b"), "/none") for op in ("delete", "move", "update")],
    row("stat of nothing", -166, "ERROR_CMD_COS_INDEX_ERROR", lambda api: api.stat("/none"), "/none"),
    row("list of nothing", -166, "ERROR_CMD_COS_INDEX_ERROR", lambda api: api.list("/none/"), "/none/"),
    row("move onto something", -177, "ERROR_CMD_COS_FILE_EXIST", changed("move", dest_fileid="/way"), "to_over_write",
        prepare=lambda api: (there(api), there(api, "/way"))),
    row("delete of a full folder", -173, "ERROR_CMD_COS_DIR_NOT_EMPTY", changed("delete", "/row/"), "/row/", prepare=lambda api: there(api, "/row/a")),
    row("slices without a size", -5971, "ERROR_CGI_PARAM_MISSING_FILESIZE", slices("upload_slice"), "filesize"),
    row("slices without a sha", -5979, "ERROR_CGI_PARAM_MISSING_SHA", slices("upload_slice", ("filesize", 9)), "sha"),
    row("slices of too much", -285, "ERROR_PROCESS_FILE_TOO_LARGE", slices("upload_slice", ("filesize", 1 << 40), SHA), "filesize"),
    row("slices of nothing", -284, "ERROR_PROCESS_WRONG_SLICE_SIZE", slices("upload_slice", ("filesize", 9), SHA, ("slice_size", 0)), "slice_size"),
    row("slice of a foreign session", -5983, "ERROR_CGI_WRONG_SESSION", slices("upload_slice", ("session", "mine"), ("offset", 0), ("filecontent", b"x")),
        "session = 'mine'"),
    row("slice without content", -5990, "ERROR_CGI_MISSING_FILECONTENT", slices("upload_slice", ("session", "mine"), ("offset", 0)), "filecontent"),
    row("slice ahead of its turn", -290, "ERROR_PROCESS_OFFSET",
        lambda api: slices("upload_slice", ("session", begin(api)), ("offset", MIB), ("filecontent", b"x"))(api), "offset"),
    row("slices together have another sha", -4016, "ErrNotSameSHA", wrong_sum, "sha = '0000"),
]
