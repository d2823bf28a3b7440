#!/usr/bin/env python3
"""Real ffmpeg pushes to one `faultcast serve`, and real ffprobe reads what comes out: HTTP-FLV, RTMP and the recording.

    play_clients.py FAULTCAST

The packets of all three must be those of the pushed file, by their hashes, from the first key frame that each begins at.
Exit code 0 all agree, 1 not, 77 a client is missing (a failure with REQUIRE_CLIENTS=1 in the environment).
"""

import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request

from served import Served

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MEDIA = os.path.join(ROOT, "fixtures", "media", "demo.flv")
SETUP = os.path.join(ROOT, "fixtures", "setups", "demo.json")
SKIPPED = 77
LIMIT = 60
STREAM = "8888_watched"


def probe(address):
    """A process that prints one line per packet: kind, time, size, flags, hash."""
    return subprocess.Popen(
        ["ffprobe", "-v", "warning", "-show_packets", "-show_data_hash", "md5", "-show_entries",
         "packet=codec_type,dts,size,flags,data_hash", "-of", "csv=p=0", address],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def packets(process):
    """Its lines as tuples without the time, in the order of each kind, and what it warned of."""
    try:
        out, warnings = process.communicate(timeout=LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        out, warnings = process.communicate()
        warnings += "\nffprobe did not end"
    rows = [line.split(",") for line in out.splitlines() if line.startswith(("video", "audio"))]
    return [(row[0], int(row[1]), *row[2:]) for row in rows], warnings.strip()


def compare(name, got, pushed, failures):
    """Video from the first key frame on, audio from its first packet on, are the last packets that were pushed."""
    for kind in ("video", "audio"):
        mine = [row[2:] for row in got if row[0] == kind]
        whole = [row[2:] for row in pushed if row[0] == kind]
        if not mine:
            failures.append(f"{name}: no {kind}")
        elif mine != whole[-len(mine):]:
            failures.append(f"{name}: the {len(mine)} packets of {kind} are not the last of the {len(whole)} that were pushed")
    first = next((row for row in got if row[0] == "video"), None)
    if first is not None and "K" not in first[3]:
        failures.append(f"{name}: begins with {first}, no key frame")
    return len(got)


def status_of(url):
    try:
        with urllib.request.urlopen(url, timeout=LIMIT) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def check(served, failures):
    http, rtmp = (f"127.0.0.1:{served.ports[name]}" for name in ("http", "rtmp"))
    served.patch({"console.live.push_auth": "off", "console.play.behaviour.keep_pictures": "always"})
    pushed, _ = packets(probe(MEDIA))
    pusher = subprocess.Popen(
        ["ffmpeg", "-v", "error", "-nostdin", "-re", "-i", MEDIA, "-c", "copy", "-f", "flv",
         f"rtmp://{rtmp}/live/{STREAM}?bizid=8888&record=flv|hls"], stdin=subprocess.DEVNULL)
    viewers = {}
    try:
        began, seen = served.wait_for_exchange(0, lambda e: e["op"] == "publish")
        if began is None:
            failures.append(f"no push was seen: {[e['op'] for e in seen]}")
            return
        viewers = {name: probe(address) for name, address in (
            ("http-flv", f"http://{http}/live/{STREAM}.flv"),
            ("http-flv by cloud name", f"http://{http}/8888.liveplay.myqcloud.com/{STREAM}.flv"),
            ("rtmp", f"rtmp://{rtmp}/live/{STREAM}"))}
        for name, viewer in viewers.items():
            got, warnings = packets(viewer)
            if warnings:
                failures.append(f"{name}: ffprobe says {warnings}")
            print(f"{name}: {compare(name, got, pushed, failures)} packets")
    finally:
        pusher.wait(timeout=LIMIT)
        for viewer in viewers.values():
            if viewer.poll() is None:
                viewer.kill()

    made, seen = served.wait_for_exchange(
        began["id"], lambda e: e["service"] == "record" and e["op"] == "made" and e["fields"].get("format") == "flv")
    if made is None:
        failures.append(f"no recording: {[(e['op'], e['code']) for e in seen]}")
        return
    address = made["fields"]["video_url"].replace("http://", f"http://{http}/", 1)
    got, warnings = packets(probe(address))
    if warnings:
        failures.append(f"recording: ffprobe says {warnings}")
    print(f"recording: {compare('recording', got, pushed, failures)} packets")
    pictures = sum(row[0] == "video" for row in pushed)
    if sum(row[0] == "video" for row in got) != pictures:
        failures.append(f"the recording has not all {pictures} pictures")
    told = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "format=duration,size", "-of", "csv=p=0", address],
                          capture_output=True, text=True, timeout=LIMIT, check=False).stdout.strip()
    expected = f"{int(made['fields']['duration_ms']) / 1000:.6f},{made['fields']['file_size']}"
    if told != expected:
        failures.append(f"ffprobe tells duration,size {told}; the journal {expected}")
    playlist, seen = served.wait_for_exchange(
        began["id"], lambda e: e["service"] == "record" and e["op"] == "made" and e["fields"].get("format") == "hls")
    if playlist is None:
        failures.append(f"no HLS recording: {[(e['op'], e['code']) for e in seen]}")
    else:
        status, text = status_of(playlist["fields"]["video_url"].replace("http://", f"http://{http}/", 1))
        if status != 501 or "HLS" not in text:
            failures.append(f"the HLS playlist answers {status} {text!r}")
    for path, expected in ((f"live/{STREAM}.flv", 404), (f"live/{STREAM}.m3u8", 501)):
        status, _ = status_of(f"http://{http}/{path}")
        if status != expected:
            failures.append(f"/{path} after the end: {status}, not {expected}")


def main():
    missing = [program for program in ("ffmpeg", "ffprobe") if not shutil.which(program)]
    if missing:
        print(f"skipped: {', '.join(missing)} not installed")
        return 1 if os.environ.get("REQUIRE_CLIENTS") == "1" else SKIPPED
    failures = []
    with Served(sys.argv[1], "--setup", SETUP) as served:
        try:
            check(served, failures)
        except Exception as error:  # the log says what the program was at
            failures.append(f"{error}\n{served.log()}")
    for failure in failures:
        print(f"FAILED: {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
