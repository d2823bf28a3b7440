"""The object store from the command line: signatures, objects, codes, request ids, and what serve says of itself.

python3 object_store_test.py PATH-OF-FAULTCAST   (run from the project's top folder)
"""
import json
import os
import re
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request

from program import DEADLINE, Serve, call

BOUNDARY = "xxxxxxxx"
PICTURE = "fixtures/media/avatar.jpg"


def upload(serve, sign, key, content=None):
    """The answer to a v4 upload, as JSON."""
    if content is None:
        with open(PICTURE, "rb") as file:
            content = file.read()
    body = b"".join([f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="op"\r\n\r\nupload\r\n'.encode(),
                     f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="filecontent"; filename="a"\r\n\r\n'.encode(),
                     content, f"\r\n--{BOUNDARY}--\r\n".encode()])
    url = f"http://127.0.0.1:{serve.ready['ports']['http']}/files/v2/1250000001/xiaozhibo1/{key}"
    request = urllib.request.Request(url, body, {"Authorization": sign,
                                                 "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"})
    try:
        with urllib.request.urlopen(request, timeout=DEADLINE) as answer:
            return json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return json.loads(error.read())


def signed(*words):
    return call("sign", "cos-v4", "--life", "1h", *words).stdout.strip()


class Sign(unittest.TestCase):
    def test_what_is_made_is_right_and_says_so(self):
        for kind, flags in (("cos-v4", ()), ("cos-legacy", ("--legacy",))):
            made = json.loads(call("sign", kind, "--json").stdout)
            self.assertRegex(made["plain"], r"^a=\d+&" + ("b=" if kind == "cos-v4" else "k="))
            done = call("sign", "verify", *flags, made["sign"])
            self.assertEqual(done.returncode, 0, done.stdout)
            self.assertIn("SUCCESS", done.stdout)

    def test_a_wrong_one_is_told_with_what_it_fits(self):
        for made, words, code, says in (
                (("--bucket", "xiaozhibo2"), (), "ERROR_PROXY_SIGN_BUCKET_NOTMATCH", "client.kTCCOSBucket|backend.COSKEY_BUCKET"),
                (("--path", "/a.jpg"), ("--path", "/b.jpg"), "ERROR_PROXY_FILEID_NOTMATCH", "/a.jpg"),
                (("--life", "0s"), (), "ERROR_PROXY_AUTH_EXPIRED", "expired"),
                (("--life", "1h"), ("--clock", "+2h"), "ERROR_PROXY_AUTH_EXPIRED", "1 h")):
            done = call("sign", "verify", *words, call("sign", "cos-v4", *made).stdout.strip())
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assertIn(code, done.stdout)
            self.assertRegex(done.stdout, says)

    def test_a_key_comes_from_a_file_or_standard_input_and_a_blank_in_it_is_found(self):
        sign = call("sign", "cos-v4", "--key-file", "-", stdin="demosecretkey2017main0001 \n").stdout.strip()
        done = call("sign", "verify", sign)
        self.assertIn("ERROR_PROXY_AUTH_FAILED", done.stdout)
        self.assertIn("blank behind it", done.stdout)
        self.assertNotIn("demosecretkey2017main0001", done.stdout)

    def test_wrong_words_are_refused_in_one_sentence(self):
        self.assertIn("--path", call("sign", "cos-v4", "--once").stderr)
        self.assertEqual(call("sign", "cos-v4", "--once").returncode, 2)
        self.assertIn("must begin with '/'", call("sign", "cos-v4", "--path", "a.jpg").stderr)
        self.assertIn("--life", call("sign", "cos-v4", "--life", "soon").stderr)


class Objects(unittest.TestCase):
    def test_what_was_uploaded_is_listed_and_fetched(self):
        with Serve() as serve:
            self.assertEqual(upload(serve, signed(), "a/b.jpg")["code"], 0)
            listed = call("objects", "--admin", serve.admin)
            self.assertIn("xiaozhibo1/a/b.jpg", listed.stdout)
            with tempfile.TemporaryDirectory() as folder:
                copy = os.path.join(folder, "copy")
                self.assertEqual(call("objects", "xiaozhibo1/a/b.jpg", "--output", copy, "--admin", serve.admin).returncode, 0)
                with open(copy, "rb") as got, open(PICTURE, "rb") as sent:
                    self.assertEqual(got.read(), sent.read())
            missing = call("objects", "xiaozhibo1/none", "--admin", serve.admin)
            self.assertEqual(missing.returncode, 1)
            self.assertIn("no object 'none'", missing.stderr)
        self.assertEqual(call("objects", "--admin", serve.admin).returncode, 3)

    def test_data_keeps_objects_across_restarts_and_reset(self):
        with tempfile.TemporaryDirectory() as folder:
            big = os.urandom(3 << 20)
            with Serve("--data", folder) as serve:
                self.assertEqual(upload(serve, signed(), "big", big)["code"], 0)
                self.assertEqual(upload(serve, signed(), "small", b"few")["code"], 0)
                serve.ask("POST", "reset")
            with Serve("--data", folder) as serve:
                objects = json.loads(call("objects", "--json", "--admin", serve.admin).stdout)["objects"]
                self.assertEqual({(one["key"], one["size"]) for one in objects}, {("big", len(big)), ("small", 3)})
                url = f"http://127.0.0.1:{serve.ready['ports']['http']}/xiaozhibo1-1250000001.cosgz.myqcloud.com/big"
                with urllib.request.urlopen(url, timeout=DEADLINE) as answer:
                    self.assertEqual(answer.read(), big)

    def test_without_data_reset_forgets(self):
        with Serve() as serve:
            upload(serve, signed(), "a")
            serve.ask("POST", "reset")
            self.assertEqual(serve.ask("GET", "objects")[1], {"objects": []})


class Codes(unittest.TestCase):
    def test_the_pages_in_the_docs_are_what_the_program_prints(self):
        for lang, path in (("en", "docs/codes.md"), ("zh", "docs/codes.zh.md")):
            with open(path, encoding="utf-8") as page:
                self.assertEqual(call("list", "--codes", "--markdown", "--lang", lang).stdout, page.read(), path)

    def test_coverage_counts_scenarios_and_exchanges(self):
        with tempfile.TemporaryDirectory() as folder:
            journal = os.path.join(folder, "journal.db")
            with Serve("--journal", journal) as serve:
                upload(serve, signed(), "a")
                upload(serve, signed("--bucket", "xiaozhibo2"), "a")
            lines = call("list", "--codes", "--journal", journal).stdout
        self.assertRegex(lines, r"cos_v4:SUCCESS \(0\)  ×1")
        self.assertRegex(lines, r"cos_v4:ERROR_PROXY_SIGN_BUCKET_NOTMATCH \(-61\)  ×1 .*<- cos-bucket-wrong")
        self.assertRegex(lines, r"cos_v4: \d+ of \d+ codes are shown by scenarios, 2 were seen in the journals")
        self.assertEqual(call("list", "--codes", "--journal", "/no/such/file").returncode, 2)

    def test_codes_and_request_ids_are_explained(self):
        self.assertIn("cos-secretkey-wrong", call("explain", "cos_v4:-97").stdout)
        self.assertIn("ERROR_PROXY_APPID_USERID_NOTMATCH", call("explain", "--", "-70").stdout)
        self.assertIn("2016-12-14T", call("explain", "NTg1MDQyOTBfYWMxMDAwMDFfMTAwMF8xMDAwMDE=").stdout)

    def test_an_exchange_names_the_setting(self):
        with Serve() as serve:
            serve.ask("PATCH", "setup", {"console.cos.keys.AKIDdemo2017main0001.secret_key": "rotated"})
            self.assertEqual(upload(serve, signed(), "a")["message"], "ERROR_PROXY_AUTH_FAILED")
            text = call("explain", "1", "--admin", serve.admin).stdout
        self.assertIn("setting: backend.COSKEY_SECRECTKEY", text)


class Serving(unittest.TestCase):
    def test_after_thirty_silent_seconds_of_the_cloud_it_says_what_to_check(self):
        with Serve("--time-scale", "1000") as serve:
            line = serve.process.stderr.readline()
        self.assertIn("nothing has reached faultcast for 30 s", line)

    def test_exec_gives_the_command_what_it_needs_to_upload(self):
        script = ('curl -s -H "Authorization: $FAULTCAST_COS_SIGN" -F op=upload -F filecontent=@' + PICTURE +
                  ' "$FAULTCAST_HTTP_URL/files/v2/$FAULTCAST_COSKEY_APPID/$FAULTCAST_COSKEY_BUCKET/a.jpg"')
        done = call("exec", "cos-secretkey-wrong/default", "--", "sh", "-c", script)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("ERROR_PROXY_AUTH_FAILED", done.stdout)
        self.assertIn("reproduced", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=1)
