"""A receiver of event callbacks in a process of its own. It shares no line with the sender: what a callback must hold
is written down here from the documents, with names, types and the signature.

    callback_receiver.py LOG [--delay SECONDS] [--status N] [--body TEXT] [--certificate FILE]

It prints its port, and writes a line of JSON into LOG for each request, before it answers.
"""

import argparse
import hashlib
import json
import ssl
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMON = {"appid": int, "channel_id": str, "event_type": int, "sign": str, "stream_id": str, "t": int}
PUSH = {**COMMON, "app": str, "appname": str, "errcode": int, "errmsg": str, "event_time": int, "idc_id": int,
        "node": str, "sequence": str, "set_id": int, "stream_param": str, "user_ip": str}
FIELDS = {
    1: PUSH,
    0: {**PUSH, "push_duration": str},
    100: {**COMMON, "duration": int, "end_time": int, "file_format": str, "file_id": str, "file_size": int,
          "media_start_time": int, "record_file_id": str, "start_time": int, "stream_param": str, "task_id": str,
          "vod2Flag": int, "video_id": str, "video_url": str},
    200: {**COMMON, "create_time": int, "pic_full_url": str, "pic_url": str},
}


def troubles(request, api_key, now):
    """What is wrong with one request of the log; `now` is when it was taken."""
    wrong = []
    if request["method"] != "POST":
        wrong.append(f"the method is {request['method']}")
    if request["headers"].get("content-type") != "application/json":
        wrong.append(f"Content-Type is {request['headers'].get('content-type')}")
    try:
        body = json.loads(request["body"])
    except ValueError as error:
        return wrong + [f"the body is no JSON: {error}"]
    expected = FIELDS.get(body.get("event_type"))
    if expected is None:
        return wrong + [f"event_type is {body.get('event_type')!r}"]
    for name, kind in expected.items():
        if type(body.get(name)) is not kind:
            wrong.append(f"{name} is {body.get(name)!r}, expected {kind.__name__}")
    wrong += [f"{name} does not belong into event {body['event_type']}" for name in body if name not in expected]
    if wrong:
        return wrong
    sign = hashlib.md5((api_key + str(body["t"])).encode()).hexdigest()
    if body["sign"] != sign:
        wrong.append(f"sign is {body['sign']}, by its t and the key it is {sign}")
    if not now + 590 <= body["t"] <= now + 605:
        wrong.append(f"t is {body['t'] - now} s ahead, expected 600")
    if body["channel_id"] != body["stream_id"]:
        wrong.append("channel_id and stream_id differ")
    if body["event_type"] == 1 and (body["errcode"], body["errmsg"]) != (0, "ok"):
        wrong.append("a start has an errcode")
    if body["event_type"] == 100 and body["end_time"] - body["start_time"] < body["duration"] - 1:
        wrong.append("the window is shorter than the media")
    return wrong


def read_log(path):
    with open(path, encoding="utf-8") as log:
        return [json.loads(line) for line in log if line.endswith("\n")]


def main(arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("log")
    parser.add_argument("--delay", type=float, default=0)
    parser.add_argument("--status", type=int, default=200)
    parser.add_argument("--body", default='{"code":0}')
    parser.add_argument("--certificate")
    options = parser.parse_args(arguments)
    log = open(options.log, "a", encoding="utf-8")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            line = {"method": self.command, "path": self.path, "at": time.time(),
                    "headers": {name.lower(): value for name, value in self.headers.items()},
                    "body": body.decode(errors="replace")}
            log.write(json.dumps(line) + "\n")
            log.flush()
            if options.delay:
                time.sleep(options.delay)
            answer = options.body.encode()
            self.send_response(options.status)
            if 300 <= options.status < 400:
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST

        def log_message(self, *_):
            pass

        def handle(self):
            try:
                super().handle()
            except OSError:
                pass  # the sender was killed

    class Server(ThreadingHTTPServer):
        request_queue_size = 512
        daemon_threads = True

        def handle_error(self, *_):
            pass  # a handshake that failed is the sender's to tell

    server = Server(("127.0.0.1", 0), Handler)
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1:])
