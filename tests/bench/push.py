"""CPU, memory and start of faultcast against nginx with its RTMP module, pushed by the same pusher with the same
file."""

import hashlib
import json
import os
import re
import statistics
import subprocess
import time

from meter import Window, memory_kib
from sides import ROOT, Nginx, Ours
from table import Table

CPU_RATIO, START_RATIO = 1.1, 1.2
MEMORY_KIB, IDLE_ANONYMOUS_KIB, IDLE_RSS_KIB, RUN_SECONDS = 48, 4096, 16384, 1.0


def make_stream(path):
    """About 1 Mbit/s: 640x360, 25 fps, H.264 at 900 kbit/s and AAC at 96 kbit/s, 20 s."""
    if os.path.exists(path):
        return
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25", "-f", "lavfi",
               "-i", "sine=frequency=440:sample_rate=44100", "-t", "20", "-c:v", "libx264", "-preset", "veryfast",
               "-b:v", "900k", "-minrate", "900k", "-maxrate", "900k", "-bufsize", "900k", "-g", "50",
               "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "96k", "-ac", "1", "-f", "flv", "-y", path + ".part"]
    subprocess.run(command, check=True, timeout=120, stdin=subprocess.DEVNULL)
    os.rename(path + ".part", path)


def live_settings(setup):
    """console.live of a setup file; whole-line comments are allowed there."""
    with open(setup, encoding="utf-8") as file:
        text = re.sub(r"^\s*//.*$", "", file.read(), flags=re.MULTILINE)
    return json.loads(text)["console"]["live"]


def signed_names(live, count):
    """Stream names as the backend signs them: txSecret = md5(key + id + txTime)."""
    until = f"{int(time.time()) + 86400:X}"
    names = []
    for number in range(count):
        name = f"{live['bizid']}_bench{number}"
        secret = hashlib.md5(f"{live['push_key']}{name}{until}".encode()).hexdigest()
        names.append(f"{name}?bizid={live['bizid']}&txSecret={secret}&txTime={until}")
    return names


class Push:
    """Publishers at ours and at nginx's RTMP module, with the same file."""

    def __init__(self, options):
        self.options = options
        self.rounds = []
        self.pusher = os.path.join(options.build, "tests", "bench", "pusher")
        self.flv = os.path.join(options.build, "bench-1mbit.flv")
        Ours.program = os.path.join(options.build, "faultcast")
        # Against itself, nginx shows what this machine's noise alone does to a ratio.
        self.sides = [Nginx if options.null else Ours, Nginx]
        make_stream(self.flv)
        self.names = os.path.join(options.build, "bench-names")
        with open(self.names, "w", encoding="utf-8") as file:
            file.write("\n".join(signed_names(live_settings(options.setup), max(options.publishers))) + "\n")

    def push(self, port, connections, warmup, seconds, after):
        return subprocess.Popen(
            [self.pusher, self.flv, "--port", str(port), "--names", self.names, "--connections", str(connections),
             "--ramp", str(self.options.ramp), "--warmup", str(warmup), "--seconds", str(seconds), "--after", str(after)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)

    def load(self, side_type, publishers):
        """One server under so many publishers: its CPU share and memory, and how the publishers fared."""
        with side_type() as side:
            idle_anonymous, idle_rss = memory_kib(side.pid)
            with self.push(side.port, 1, 0, 0.5, 0) as first:
                first.communicate(timeout=60)
            base = memory_kib(side.pid)[0]
            with self.push(side.port, publishers, 2, self.options.seconds, 1) as pusher:
                window, used, memory, last = None, None, base, ""
                for line in pusher.stdout:  # the pusher ends by itself, so this does
                    last = line
                    if '"phase":"window"' in line:
                        window = Window(side.pid, pusher.pid)
                    elif '"phase":"after"' in line:
                        used, memory = window.close(), memory_kib(side.pid)[0]
        figures = json.loads(last)
        return {"cpu": used["server_share"] * 100 / publishers, "foreign": used["foreign_share"],
                "memory": (memory - base) / publishers, "idle_anonymous": idle_anonymous, "idle_rss": idle_rss,
                "all_in": figures["admitted"] == publishers and figures["dropped"] == 0, "pusher": figures}

    def start(self, side_type):
        """Milliseconds from process start to the first completed handshake, median of a few."""
        times = []
        for _ in range(self.options.starts):
            side = side_type()
            try:
                out = subprocess.run([self.pusher, "--connect-only", "--port", str(side.port), "--", *side.command()],
                                     stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, timeout=30, check=True)
                times.append(json.loads(out.stdout)["first_handshake_ms"])
            finally:
                side.__exit__()
        return statistics.median(times)

    def whole_run(self):
        """Wall time of `faultcast run`, all scenarios."""
        begin = time.monotonic()
        subprocess.run([Ours.program, "run"], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, timeout=60, check=True)
        return time.monotonic() - begin

    def round(self, number):
        order = [0, 1] if number % 2 == 0 else [1, 0]
        result = {"start": {}, "load": {}}
        for place in order:
            result["start"][place] = self.start(self.sides[place])
        for publishers in self.options.publishers:
            for place in order:
                result["load"][publishers, place] = self.load(self.sides[place], publishers)
        if not self.options.null:
            result["run"] = self.whole_run()
        self.rounds.append(result)

    def finish(self):
        """Nothing is measured once only."""

    def foreign(self):
        return [one["foreign"] for r in self.rounds for one in r["load"].values()]

    def as_json(self):
        return [{**r, "load": [{"publishers": k[0], "side": k[1], **v} for k, v in r["load"].items()]}
                for r in self.rounds]

    def judge(self):
        """The table of all rounds."""
        rounds, options = self.rounds, self.options
        table = Table("nginx too" if options.null else "ours", "nginx")
        for publishers in options.publishers:
            ours, nginx = ([r["load"][publishers, place] for r in rounds] for place in (0, 1))
            foreign = [one["foreign"] for one in ours + nginx]
            table.judge_ratio(f"CPU per publisher, {publishers} publishers", [o["cpu"] for o in ours],
                              [n["cpu"] for n in nginx], CPU_RATIO, "%", foreign)
            table.judge_value(f"anonymous memory per publisher, {publishers}", [o["memory"] for o in ours],
                              [n["memory"] for n in nginx], MEMORY_KIB, "KiB")
            table.judge_all(f"all let in, none dropped, {publishers}", [o["all_in"] for o in ours],
                            f"{sum(n['all_in'] for n in nginx)} of {len(nginx)} rounds")
            setup = [[one["pusher"]["setup_ms"]["median"] for one in side] for side in (ours, nginx)]
            table.row(f"connect to Publish.Start, {publishers}", f"{statistics.median(setup[0]):.2f} ms",
                      f"{statistics.median(setup[1]):.2f} ms", "", "", "-")
        starts = [[r["start"][place] for r in rounds] for place in (0, 1)]
        table.judge_ratio("start to first handshake", *starts, START_RATIO, "ms", self.foreign())
        if not options.null:
            loads = [one for r in rounds for (_, place), one in r["load"].items() if place == 0]
            table.judge_value("idle anonymous memory", [o["idle_anonymous"] for o in loads], [], IDLE_ANONYMOUS_KIB, "KiB")
            table.judge_value("idle resident memory", [o["idle_rss"] for o in loads], [], IDLE_RSS_KIB, "KiB")
            table.judge_value("faultcast run, all scenarios", [r["run"] for r in rounds], [], RUN_SECONDS, "s")
        return table
