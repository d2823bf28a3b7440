"""The program as its users call it: exit codes, sentences, JSON, environment, the admin API.

python3 cli_test.py PATH-OF-FAULTCAST   (run from the project's top folder)
"""
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml

from program import DEADLINE, PLAIN, PROGRAM, Serve, call

# A client that publishes through the program itself would be our own voice; this one speaks the few bytes it needs.
PUSHER = r"""
import os, socket, struct, sys
from urllib.parse import urlparse
url = sys.argv[1]
host, port = urlparse(url).hostname, urlparse(url).port
name = url.split("/live/", 1)[1]
def text(s): return b"\x02" + struct.pack(">H", len(s)) + s.encode()
def number(n): return b"\x00" + struct.pack(">d", n)
def chunks(body, kind, stream, msid=0):
    out = bytes([stream]) + b"\0\0\0" + struct.pack(">I", len(body))[1:] + bytes([kind]) + struct.pack("<I", msid)
    for i in range(0, len(body), 128):
        out += (bytes([0xC0 | stream]) if i else b"") + body[i:i + 128]
    return out
def key(k): return struct.pack(">H", len(k)) + k.encode()
s = socket.create_connection((host, port), 20); s.settimeout(20)
s.sendall(b"\x03" + bytes(1536))
got = b""
while len(got) < 3073: got += s.recv(4096)
s.sendall(got[1:1537])
s.sendall(chunks(text("connect") + number(1) + b"\x03" + key("app") + text("live") + key("tcUrl") + text("rtmp://%s:%d/live" % (host, port)) + b"\0\0\x09", 20, 3))
s.sendall(chunks(text("createStream") + number(2) + b"\x05", 20, 3))
s.sendall(chunks(text("publish") + number(3) + b"\x05" + text(name) + text("live"), 20, 8, 1))
got = b""
try:
    while b"NetStream.Publish.Start" not in got:
        more = s.recv(4096)
        if not more: break
        got += more
except OSError: pass
print("accepted" if b"NetStream.Publish.Start" in got else "refused")
s.close()
"""


def push(url):
    done = subprocess.run([sys.executable, "-c", PUSHER, url], capture_output=True, text=True, timeout=DEADLINE)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def serve_url(serve):
    host = "127.0.0.1:%d" % serve.ready["ports"]["rtmp"]
    return json.loads(call("sign", "push-url", "--json", "--host", host).stdout)["url"]


class Run(unittest.TestCase):
    def test_one_scenario_is_reproduced_from_both_sides(self):
        done = call("run", "bizid-wrong")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("2 of 2 reproduced", done.stdout)
        self.assertIn("§1.1", done.stdout)

    def test_sections_aliases_and_cases_name_scenarios(self):
        for word in ("1.2", "PUSH_URL_KEY", "push-key-wrong", "live:txsecret_wrong"):
            self.assertIn("push-key-wrong/default", call("run", word).stdout, word)
        self.assertIn("2 of 2", call("run", "push-key-wrong/previous-key").stdout)

    def test_a_side_and_a_tag_narrow(self):
        self.assertIn("1 of 1 reproduced", call("run", "bizid-wrong", "--side", "app").stdout)
        self.assertNotIn("bizid-wrong", call("run", "--tag", "clock", "--side", "console").stdout)

    def test_a_missing_side_is_one_line_and_does_not_count(self):
        done = call("run", "port-closed/refused")
        self.assertIn("1 of 1 reproduced; 1 side cannot exist", done.stdout)

    def test_what_is_not_reproduced_explains_itself_and_exits_1(self):
        done = call("run", "bizid-wrong", "--side", "app", "--set", "console.live.account=stopped", "--set", "console.live.bizid=9417")
        self.assertEqual(done.returncode, 1)
        self.assertIn("NOT reproduced", done.stdout)
        self.assertIn("expected: wire live.publish, code = tenant_unknown", done.stdout)
        self.assertIn("nearest: a live.publish whose code was 'account_stopped'", done.stdout)

    def test_chinese(self):
        for done in (call("run", "bizid-wrong", "--lang", "zh"), call("run", "bizid-wrong", LANG="zh_CN.UTF-8")):
            self.assertIn("已复现", done.stdout)

    def test_json_and_junit(self):
        with tempfile.TemporaryDirectory() as folder:
            report = os.path.join(folder, "r.xml")
            done = call("run", "port-closed", "--json", "--junit", report)
            results = json.loads(done.stdout)["results"]
            self.assertEqual({(r["side"], r["result"]) for r in results}, {("app", "missing"), ("console", "reproduced")})
            suite = xml.parse(report).getroot().find("testsuite")
            self.assertEqual((suite.get("tests"), suite.get("failures"), suite.get("skipped")), ("4", "0", "2"))

    def test_unknown_words_exit_2_with_what_was_meant(self):
        done = call("run", "push-key-wrng")
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean 'push-key-wrong'", done.stderr)
        self.assertEqual(call("run", "--no-such-option").returncode, 2)
        self.assertEqual(call("run", "--at", "yesterday").returncode, 2)

    def test_randomized_names(self):
        done = call("run", "push-key-wrong", "--randomize", "7")
        self.assertEqual(done.returncode, 0, done.stdout)


class Files(unittest.TestCase):
    def test_every_file_of_the_project_is_valid(self):
        files = [os.path.join(d, f) for d, _, fs in os.walk("scenarios") for f in fs if f.endswith(".json") and "schema" not in f]
        done = call("validate", *files, "fixtures/setups/demo.json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(done.stdout.splitlines()), len(files) + 1)

    def test_all_mistakes_at_once_with_places_and_nothing_is_started(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "broken.json")
            with open(path, "w") as f:
                f.write('{\n  "console": {"live": {"bizd": "1",\n    "push_auth": "maybe", "push_auth": "on"}}\n}\n')
            for words in (("validate", path), ("serve", "--setup", path), ("run", "--setup", path)):
                done = call(*words)
                self.assertEqual(done.returncode, 2, words)
                lines = [l for l in done.stderr.splitlines() if l.startswith(path)]
                self.assertTrue(any(":2:" in l and "bizd" in l and "did you mean" in l for l in lines), done.stderr)
                self.assertTrue(any(":3:" in l and "duplicate key 'push_auth'" in l for l in lines), done.stderr)
                self.assertEqual(done.stdout, "")

    def test_a_missing_file_is_told(self):
        done = call("run", "--setup", "nowhere.json")
        self.assertEqual(done.returncode, 2)
        self.assertIn("nowhere.json", done.stderr)
        self.assertEqual(call("validate", "nowhere.json").returncode, 2)

    def test_set_names_what_is_allowed(self):
        done = call("setup", "show", "--set", "console.live.push_auth=perhaps")
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, "on.*off")
        self.assertIn("did you mean", call("setup", "show", "--set", "console.live.pushkey=x").stderr)

    def test_setup_show_masks_secrets(self):
        shown = call("setup", "show")
        self.assertEqual(json.loads(shown.stdout)["console"]["live"]["bizid"], "8888")
        self.assertNotIn("demopushkey2017aaaabbbbccccdddd01", shown.stdout)

    def test_the_schemas_in_the_tree_are_what_the_program_prints(self):
        for kind, path in (("scenario", "scenarios/scenario.schema.json"), ("setup", "fixtures/setup.schema.json")):
            with open(path) as f:
                self.assertEqual(call("setup", "schema", kind).stdout, f.read(), path)


class Docs(unittest.TestCase):
    def test_the_example_scenario_plays(self):
        self.assertIn("2 of 2 reproduced", call("run", "examples/api-key-as-push-key.json").stdout)

    def test_the_pictures_show_what_the_program_prints(self):
        done = subprocess.run([sys.executable, "docs/make_picture.py", PROGRAM, "--check"], capture_output=True, text=True,
                              timeout=DEADLINE)
        self.assertEqual(done.returncode, 0, done.stderr)


class Schemas(unittest.TestCase):
    """Files and answers against the schemas, by a validator that is not ours."""

    def setUp(self):
        try:
            import jsonschema
        except ImportError:
            if os.environ.get("REQUIRE_CLIENTS") == "1":
                self.fail("python3-jsonschema is missing")
            self.skipTest("python3-jsonschema is missing")
        self.jsonschema = jsonschema

    def check(self, schema, value):
        with open(schema, encoding="utf-8") as file:
            self.jsonschema.validate(value, json.load(file), cls=self.jsonschema.Draft7Validator)

    @staticmethod
    def file(path):
        with open(path, encoding="utf-8") as file:
            return json.loads("".join(line for line in file if not line.lstrip().startswith("//")))

    def test_scenario_and_setup_files(self):
        files = [os.path.join(d, f) for d, _, fs in os.walk("scenarios") for f in fs if f.endswith(".json") and "schema" not in f]
        for path in files + ["examples/api-key-as-push-key.json"]:
            self.check("scenarios/scenario.schema.json", self.file(path))
        self.check("fixtures/setup.schema.json", self.file("fixtures/setups/demo.json"))
        broken = self.file(files[0])
        broken["expct"] = []
        with self.assertRaises(self.jsonschema.ValidationError):
            self.check("scenarios/scenario.schema.json", broken)

    def test_answers(self):
        self.check("docs/schema/run.schema.json", json.loads(call("run", "port-closed", "bizid-wrong", "--json").stdout))
        failing = call("run", "bizid-wrong", "--json", "--set", "console.live.account=stopped", "--set", "console.live.bizid=9417")
        self.check("docs/schema/run.schema.json", json.loads(failing.stdout))
        for word in ("push-key-wrong", "live:txsecret_wrong"):
            self.check("docs/schema/explain.schema.json", json.loads(call("explain", word, "--json").stdout))
        with Serve("--set", "console.live.account=stopped") as serve:
            push(serve_url(serve))
            self.check("docs/schema/explain.schema.json",
                       json.loads(call("explain", "2", "--admin", serve.admin, "--json").stdout))


class List(unittest.TestCase):
    def test_plain_json_and_documented(self):
        rows = json.loads(call("list", "--json").stdout)
        self.assertIn("1.2", {r["doc"] for r in rows})
        self.assertEqual(set(rows[0]), {"id", "doc", "title", "tags", "aliases", "file"})
        documented = call("list", "--documented")
        complete = "NO SCENARIO" not in documented.stdout
        self.assertEqual(documented.returncode, 0 if complete else 1)
        self.assertEqual(len(re.findall(r"^§", documented.stdout, re.M)), 18)


class Sign(unittest.TestCase):
    def url(self, *words):
        done = call("sign", "push-url", "--json", *words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_what_is_signed_is_right_and_shown_three_ways(self):
        made = self.url()
        self.assertEqual(made["url"], made["server"] + "/" + made["stream_key"])
        plain = call("sign", "push-url").stdout
        for what in ("rtmp://127.0.0.1:1935/live/8888_anchor01?", "stream key: 8888_anchor01?", "-c copy -f flv 'rtmp://"):
            self.assertIn(what, plain)
        for what in (made["url"], made["stream_key"], self.url("--host", "cloud")["url"]):
            done = call("sign", "verify", what)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_wrong_ones_exit_1_with_the_reason(self):
        made = json.loads(call("sign", "push-url", "--json", "--key-file", "-", stdin="demopushkey2016zzzzyyyyxxxxwwww09\n").stdout)
        for url, says in ((made["url"], "the previous push key"),
                          (self.url("--life", "-1h")["url"], "before the cloud's"),
                          (self.url("--bizid", "9999")["url"], "only the bizid is wrong"),
                          (self.url()["url"].split("?")[0], "never arrived")):
            done = call("sign", "verify", url)
            self.assertEqual(done.returncode, 1, url)
            self.assertIn(says, done.stdout)
        self.assertIn("轮换之前", call("sign", "verify", made["url"], "--lang", "zh").stdout)

    def test_bad_input(self):
        for words in (("verify", "rtmp://nothing"), ("push-url", "--life", "soon"), ("push-url", "--key-file", "nowhere"), ("verify",)):
            self.assertEqual(call("sign", *words).returncode, 2, words)


class ServeTest(unittest.TestCase):
    def url(self, serve):
        return serve_url(serve)

    def test_accepts_refuses_when_patched_explains_and_accepts_again(self):
        with Serve() as serve:
            self.assertEqual(push(self.url(serve)), "accepted")
            status, _ = serve.ask("PATCH", "setup", {"console.live.push_key": "rotated-elsewhere-0001"})
            self.assertEqual(status, 200)
            self.assertEqual(push(self.url(serve)), "refused")
            exchanges = serve.ask("GET", "exchanges?since=0")[1]["exchanges"]
            refused = [e for e in exchanges if e["code"] == "txsecret_wrong"]
            self.assertEqual(len(refused), 1)
            status, explained = serve.ask("GET", "exchanges/%d/explain" % refused[0]["id"])
            self.assertIn("backend.PUSH_URL_KEY", explained["text"])
            done = call("explain", str(refused[0]["id"]), "--admin", serve.admin, "--lang", "zh")
            self.assertIn("推流防盗链Key", done.stdout)
            self.assertEqual(serve.ask("POST", "reset")[0], 200)
            self.assertEqual(serve.ask("GET", "exchanges")[1]["exchanges"], [])
            self.assertEqual(push(self.url(serve)), "accepted")
        self.assertEqual(serve.process.returncode, 143)
        self.assertIn("txsecret_wrong", serve.errors)
        self.assertIn("next: compare PUSH_URL_KEY", serve.errors)

    def test_a_whole_suite_against_one_process(self):
        with Serve() as serve:
            for scenario, expected in (("bizid-wrong", "tenant_unknown"), ("push-key-wrong/default", "txsecret_wrong"),
                                       ("signature-missing", "signature_missing"), ("stream-banned/before", "stream_banned")):
                self.assertEqual(serve.ask("PUT", "scenario", {"id": scenario}), (200, {"scenario": scenario}))
                self.assertEqual(push(self.url(serve)), "refused", scenario)
                self.assertIn(expected, [e["code"] for e in serve.ask("GET", "exchanges")[1]["exchanges"]])
            self.assertEqual(serve.ask("GET", "health")[1]["scenario"], "stream-banned/before")
            serve.ask("PUT", "scenario", {"id": None})
            self.assertEqual(push(self.url(serve)), "accepted")

    def test_the_admin_api_says_no_in_sentences(self):
        with Serve() as serve:
            for method, path, body, status, says in (
                    ("PATCH", "setup", {"console.live.pushkey": "x"}, 422, "did you mean"),
                    ("PATCH", "setup", b"{", 400, "PATH"),
                    ("PUT", "scenario", {"id": "push-key-wrng"}, 404, "did you mean"),
                    ("PUT", "scenario", {}, 400, "SCENARIO"),
                    ("PUT", "scenario", {"id": "nothing-like-it-at-all"}, 404, "no scenario"),
                    ("GET", "exchanges/999", None, 404, "999"),
                    ("GET", "elsewhere", None, 404, "not served")):
                answered, answer = serve.ask(method, path, body)
                self.assertEqual(answered, status, path)
                self.assertIn(says, answer["error"])
            self.assertEqual(serve.ask("POST", "reset", b"", Origin="http://evil.example")[0], 403)
            self.assertEqual(serve.ask("POST", "shutdown", b"")[0], 200)
            self.assertEqual(serve.process.wait(DEADLINE), 0)

    def test_a_patch_is_all_or_none(self):
        with Serve() as serve:
            before = serve.ask("GET", "setup")[1]
            self.assertEqual(serve.ask("PATCH", "setup", {"console.live.bizid": "7777", "console.live.nothing": 1})[0], 422)
            self.assertEqual(serve.ask("GET", "setup")[1], before)

    def test_long_poll_and_paging(self):
        with Serve() as serve:
            self.assertEqual(serve.ask("GET", "exchanges?since=0&wait=1")[1], {"exchanges": [], "last": 0})
            push(self.url(serve))
            first = serve.ask("GET", "exchanges?since=0&wait=20000&limit=1")[1]["exchanges"]
            self.assertEqual([e["id"] for e in first], [1])
            self.assertEqual(serve.ask("GET", "exchanges/1")[1]["op"], "connect")

    def test_a_token_guards_an_open_admin_port(self):
        self.assertEqual(call("serve", "--ports", "auto", "--admin-listen", "0.0.0.0").returncode, 2)
        with Serve("--admin-token", "sesame-0123") as serve:
            self.assertEqual(serve.ask("GET", "health")[0], 401)
            self.assertEqual(serve.ask("GET", "health", Authorization="Bearer sesame-0123")[0], 200)

    free = ("--http-port", "0", "--https-port", "0", "--admin-port", "0")

    def test_a_taken_port_names_port_option_and_holder(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = str(taken.getsockname()[1])
            done = call("serve", "--rtmp-port", port, *self.free)
            self.assertEqual(done.returncode, 3)
            for what in (port, "--rtmp-port", str(os.getpid())):
                self.assertIn(what, done.stderr)
            done = call("serve", "--rtmp-port", "0", *self.free[:4], "--admin-port", port)
            self.assertEqual(done.returncode, 3)
            self.assertIn("--admin-port", done.stderr)

    def test_the_limit_of_open_files_is_raised_and_a_low_one_told_in_one_line(self):
        with Serve("--lang", "en", ulimit="-n 500") as serve:
            pass
        self.assertEqual([line for line in serve.errors.splitlines() if "only 500 open files" in line],
                         serve.errors.splitlines())
        self.assertEqual(len(serve.errors.splitlines()), 1)
        with Serve(ulimit="-S -n 200") as serve:
            with open("/proc/%d/limits" % serve.process.pid, encoding="ascii") as limits:
                soft, hard = next(line for line in limits if line.startswith("Max open files")).split()[3:5]
            self.assertEqual(soft, hard)
            self.assertGreater(int(soft), 200)
        if int(soft) >= 10240:
            self.assertEqual(serve.errors, "")

    def test_a_side_that_cannot_exist_is_told(self):
        with tempfile.TemporaryDirectory() as folder:
            with open("scenarios/1.1/bizid-wrong.json", encoding="utf-8") as f:
                scenario = json.load(f)
            scenario["wrong_in_console"] = {"why": {"en": "not from here", "zh": "不能从这里"}}
            path = os.path.join(folder, "only-app.json")
            with open(path, "w", encoding="utf-8") as f:
                json.dump(scenario, f)
            for words in (("serve", "--ports", "auto", path), ("exec", path, "--", "true")):
                done = call(*words)
                self.assertEqual(done.returncode, 2)
                self.assertIn("not from here", done.stderr)

    def test_the_journal_file_explains_later(self):
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "j.sqlite")
            with Serve("--journal", file, "--set", "console.live.account=arrears") as serve:
                self.assertEqual(push(self.url(serve)), "refused")
            done = call("explain", "2", "--journal", file)
            self.assertIn("account_in_arrears", done.stdout)
            self.assertEqual(call("explain", "99", "--journal", file).returncode, 3)


class Exec(unittest.TestCase):
    def exec(self, scenario, *command, **environment):
        return call("exec", scenario, "--", *command, **environment)

    def pusher(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = os.path.join(folder.name, "push.py")
        with open(path, "w") as f:
            f.write(PUSHER)
        return (sys.executable, path)

    def test_a_correct_client_shows_the_failure(self):
        client = ("sh", "-c", '"$0" "$1" "$FAULTCAST_PUSH_URL"', *self.pusher())
        for scenario in ("bizid-wrong", "push-key-wrong/default", "signature-missing"):
            done = self.exec(scenario, *client)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(scenario + ": reproduced", done.stderr)
        self.assertIn("not judged: client event", self.exec("bizid-wrong", *client).stderr)

    def test_a_real_ffmpeg_push_is_healthy(self):
        if not shutil.which("ffmpeg"):
            if os.environ.get("REQUIRE_CLIENTS") == "1":
                self.fail("ffmpeg is missing")
            self.skipTest("ffmpeg is missing")
        ffmpeg = 'ffmpeg -v error -i fixtures/media/demo.flv -c copy -f flv "$FAULTCAST_PUSH_URL"'
        done = self.exec("healthy", "sh", "-c", ffmpeg)
        self.assertEqual(done.returncode, 0, done.stderr)
        refused = self.exec("push-key-wrong", "sh", "-c", ffmpeg + " || true")
        self.assertEqual(refused.returncode, 0, refused.stderr)
        self.assertIn("Input/output error", refused.stderr)

    def test_exit_codes(self):
        self.assertEqual(self.exec("bizid-wrong", "true").returncode, 1)
        self.assertIn("0 requests reached faultcast", self.exec("bizid-wrong", "true").stderr)
        failing = self.exec("bizid-wrong", "sh", "-c", '"$0" "$1" "$FAULTCAST_PUSH_URL"; exit 7', *self.pusher())
        self.assertEqual(failing.returncode, 1)
        self.assertIn("exited with 7", failing.stderr)
        self.assertEqual(self.exec("bizid-wrong", "no-such-command-anywhere").returncode, 3)
        self.assertEqual(self.exec("bizid-wrong", "sh", "-c", "kill -9 $$").returncode, 3)
        self.assertEqual(call("exec", "--timeout", "200ms", "bizid-wrong", "--", "sh", "-c", "read never < /dev/zero").returncode, 3)
        self.assertEqual(self.exec("no-such-scenario", "true").returncode, 2)

    def test_exported_names_are_not_read_back_and_options_come_from_the_environment(self):
        shown = self.exec("healthy", "env", FAULTCAST_RTMP_URL="rtmp://elsewhere")
        self.assertNotIn("elsewhere", shown.stdout)
        for name in ("FAULTCAST_RTMP_URL=rtmp://127.0.0.1:", "FAULTCAST_ADMIN_URL=http://", "FAULTCAST_STREAM_KEY=8888_", "FAULTCAST_APP_BIZID=8888"):
            self.assertIn(name, shown.stdout)
        self.assertIn("已复现", call("run", "bizid-wrong", FAULTCAST_OPT_LANG="zh").stdout)
        self.assertIn("reproduced", call("run", "bizid-wrong", "--lang", "en", FAULTCAST_OPT_LANG="zh").stdout)


class Explain(unittest.TestCase):
    def test_scenarios_and_codes_in_both_languages(self):
        self.assertIn("PUSH_URL_KEY", call("explain", "push-key-wrong").stdout)
        code = call("explain", "live:txsecret_wrong")
        self.assertIn("push-key-wrong", code.stdout)
        self.assertIn("推流防盗链Key", call("explain", "txsecret_wrong", "--lang", "zh").stdout)
        self.assertEqual(json.loads(call("explain", "live:txsecret_wrong", "--json").stdout)["code"], "live:txsecret_wrong")

    def test_what_is_unknown_or_unreachable(self):
        self.assertEqual(call("explain", "no-such-thing-at-all").returncode, 2)
        done = call("explain", "5", "--admin", "http://127.0.0.1:9")
        self.assertEqual(done.returncode, 3)
        self.assertIn("--admin", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=1)
