"""The reference backend behind serve --with-backend: callbacks from outside, its log files, its check of rooms.

python3 reference_backend_test.py PATH-OF-FAULTCAST   (run from the project's top folder)
"""
import hashlib
import http.server
import json
import os
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

from program import DEADLINE, Serve, call

KEY = "demoapikey2017eeeeffffgggghhhh02"


def post(serve, path, body):
    url = f"http://127.0.0.1:{serve.ready['ports']['http']}{path}"
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data), timeout=DEADLINE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def go_live(serve):
    status, body = post(serve, "/interface.php",
                        {"Action": "RequestLVBAddr", "userid": "u1", "groupid": "g", "title": "t"})
    assert status == 200 and json.loads(body)["returnValue"] == 0, body


def listed(serve, flag):
    body = post(serve, "/interface.php", {"Action": "FetchList", "flag": flag, "pageno": 1, "pagesize": 10})[1]
    return json.loads(body)["returnData"]["pusherlist"]


def event(kind, key=KEY, **more):
    t = int(time.time()) + 600
    made = {"event_type": kind, "stream_id": "8888_u1", "t": t, "sign": hashlib.md5(f"{key}{t}".encode()).hexdigest()}
    if kind == 100:
        made.update(video_id="v1", video_url="http://x/1.flv", start_time=t - 900, end_time=t - 700, file_format="flv")
    return {**made, **more}


class LiveApi(http.server.BaseHTTPRequestHandler):
    """Says that it knows no such stream, and notes what it was asked."""
    asked = []
    enough = threading.Event()

    def do_GET(self):
        self.asked.append((urllib.parse.parse_qs(self.path.partition("?")[2]), dict(self.headers)))
        body = b'{"ret":20601,"message":"no such stream","output":null}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        if len(self.asked) == 3:
            self.enough.set()

    def log_message(self, *_):
        pass


class Backend(unittest.TestCase):
    def test_a_callback_becomes_a_row_and_lines_in_files(self):
        with tempfile.TemporaryDirectory() as folder:
            with Serve("--with-backend", "--backend-log", folder) as serve:
                go_live(serve)
                self.assertEqual(post(serve, "/callback/Live_callback.php", event(1)), (200, '{"code":0}'))
                self.assertEqual([one["userid"] for one in listed(serve, 1)], ["u1"])
                self.assertEqual(post(serve, "/callback/Live_callback.php", event(100, key="other")),
                                 (200, '{"code":0}'))
                self.assertEqual(listed(serve, 2), [])
                self.assertEqual(post(serve, "/callback/Live_callback.php", event(100)), (200, '{"code":0}'))
                self.assertEqual([one["fileid"] for one in listed(serve, 2)], ["v1"])
                self.assertEqual(post(serve, "/callback/other.php", event(1)), (404, "File not found.\n"))
                serve.ask("POST", "reset")
                self.assertEqual(listed(serve, 2), [])
            self.assertIn("CALL_BACK_KEY", serve.errors)
            names = sorted(os.listdir(folder))
            for name in ("component_debug", "component_error", "component_info", "interface_info", "mysql_info"):
                self.assertTrue(any(one.startswith(name + "20") and one.endswith(".log") for one in names), names)
            error = next(one for one in names if one.startswith("component_error"))
            with open(os.path.join(folder, error), encoding="utf-8") as file:
                self.assertIn("[Live_callback.php][init][48][ERROR][0]  check_sign error:", file.read())

    def test_without_the_option_nobody_answers(self):
        with Serve() as serve:
            self.assertEqual(post(serve, "/interface.php", {"Action": "GetCOSSign"})[0], 404)

    def test_a_folder_that_is_not_there_and_a_type_that_is_none(self):
        done = call("serve", "--ports", "auto", "--with-backend", "--backend-log", "/nowhere/at/all")
        self.assertEqual(done.returncode, 3)
        self.assertIn("there is no folder '/nowhere/at/all'", done.stderr)
        done = call("serve", "--ports", "auto", "--set", "console.db.schema.tape_data.title=blob")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("console.db.schema.tape_data: column 'title' cannot be 'blob'", done.stderr)

    def test_three_bad_answers_set_a_room_off(self):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), LiveApi)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}/common_access"
        try:
            # 100 times as fast: the time-out of the call is lengthened as much.
            with Serve("--with-backend", "--time-scale", "100", "--set", f"backend.LIVE_WEBSERVICE.URL={url}",
                       "--set", "backend.LIVE_WEBSERVICE.TIMEOUT=600000") as serve:
                go_live(serve)
                self.assertEqual(post(serve, "/interface.php",
                                      {"Action": "ChangeStatus", "userid": "u1", "status": 0})[0], 200)
                self.assertTrue(LiveApi.enough.wait(DEADLINE), "the check asked too seldom")
                until = time.monotonic() + DEADLINE
                while listed(serve, 1) and time.monotonic() < until:
                    pass
                self.assertEqual(listed(serve, 1), [])
                self.assertEqual(len(LiveApi.asked), 3)
        finally:
            server.shutdown()
            server.server_close()
        query, headers = LiveApi.asked[0]
        self.assertEqual(query["cmd"], ["1250000001"])
        self.assertEqual(query["interface"], ["Live_Channel_GetStatus"])
        self.assertEqual(query["Param.s.channel_id"], ["8888_u1"])
        t = query["t"][0]
        self.assertEqual(query["sign"], [hashlib.md5((KEY + t).encode()).hexdigest()])
        self.assertEqual(headers["Accept"], "*/*")
        self.assertNotIn("User-Agent", headers)


if __name__ == "__main__":
    unittest.main()
