"""Uploads to faultcast's object store: CPU, latency and memory beside nginx, s3rver and WireMock; many connections
held; one large file in slices."""

import json
import mmap
import os
import statistics
import subprocess
import sys
import tempfile
import time

from meter import Window, memory_kib, peak_rss_kib
from table import Table
from upload_sides import NginxHttp, Npm, OursHttp, S3rver, WireMock, console_cos, v4_request

PARTS = ("storm", "hold", "slices")
CPU_US, PEER_RATIO, P99_RATIO, SLICES_RATIO = 50, 0.25, 3, 2.5
RSS_MIB, GROWTH_MIB = 48, 1
RATE = 4000  # uploads a second when latency is looked at: all sides have the same to do
HELD, IDLE = 1000, 10000
SLICES = [(size, parallel) for size in (1, 3) for parallel in (1, 3)]  # MiB, slices under way at one time
FILE_MIB = 1024
PIECE = bytearray(1 << 20)
WARMUP = {"wiremock": 6, "s3rver": 2}  # seconds until their compilers have seen it all; others need 1


def make_file(path):
    """One GiB without a pattern."""
    if os.path.exists(path) and os.path.getsize(path) == FILE_MIB << 20:
        return
    with open(path + ".part", "wb") as file:
        for _ in range(FILE_MIB):
            file.write(os.urandom(1 << 20))
    os.rename(path + ".part", path)


def sha1_seconds(path):
    """Wall time of openssl over the file, its pages in memory."""
    with open(path, "rb", buffering=0) as file:
        while file.readinto(PIECE):
            pass
    begin = time.monotonic()
    subprocess.run(["openssl", "dgst", "-sha1", path], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=60,
                   check=True)
    return time.monotonic() - begin


def write_seconds(path):
    """Wall time of writing the same bytes where contents go: the part that is the system's alone."""
    with open(path, "rb", buffering=0) as file, tempfile.TemporaryFile(buffering=0) as copy:
        begin = time.monotonic()
        while (count := file.readinto(PIECE)) > 0:
            copy.write(memoryview(PIECE)[:count])
        return time.monotonic() - begin


def claim_memory():
    """Has a virtual machine's host back as much memory as a run takes: it would else be charged to whoever touches
    the pages first, up to ten times the cost of writing to them."""
    mmap.mmap(-1, (FILE_MIB + 256) << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | mmap.MAP_POPULATE).close()


class Upload:
    """What is measured, round after round."""

    def __init__(self, options):
        self.options = options
        self.rounds = []
        self.soaked = None
        self.cos = console_cos(options.setup)
        self.uploader = os.path.join(options.build, "tests", "bench", "uploader")
        self.file = os.path.join(options.build, "bench-1gib")
        OursHttp.program, OursHttp.setup = os.path.join(options.build, "faultcast"), options.setup
        Npm.peers = os.path.join(options.build, "peers")
        self.sides = [OursHttp, NginxHttp]
        self.missing = []
        if "storm" in options.parts:
            for peer in (S3rver, WireMock):
                why = peer.missing()
                if why:
                    self.missing.append(f"{peer.name}: {why}")
                    print(f"bench: without {peer.name}: {why}", file=sys.stderr)
                else:
                    self.sides.append(peer)
        if "slices" in options.parts:
            make_file(self.file)

    def load(self, side, request, *run):
        return subprocess.Popen([self.uploader, "--port", str(side.port), *request, *run], stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, text=True)

    def figures(self, load, seconds):
        """The last line of a load side that nobody watches meanwhile."""
        out, _ = load.communicate(timeout=seconds)
        return json.loads(out.splitlines()[-1])

    def storm(self, side_type, seconds, rate=0):
        """One server under uploads on 64 connections, as many as it takes or `rate` a second: CPU of each, latency,
        memory."""
        with side_type() as side:
            warmup = WARMUP.get(side.name, 1)
            samples = []
            with self.load(side, side.upload(self.cos), "storm", "--warmup", str(warmup), "--seconds",
                           str(seconds), "--rate", str(rate)) as load:
                window, used, last = None, None, ""
                for line in load.stdout:  # the load side ends by itself, so this does
                    last = line
                    if '"phase":"window"' in line:
                        window = Window(side.pid, load.pid)
                        samples.append(memory_kib(side.pid)[1])
                    elif '"phase":"after"' in line:
                        used = window.close()
                        samples.append(memory_kib(side.pid)[1])
            figures = json.loads(last)
            peak = peak_rss_kib(side.pid)
        if figures["answered"] == 0 or figures["wrong"] > 0:
            raise RuntimeError(f"{side.name} does not take the uploads: {figures['first_wrong'] or 'no answer'}")
        cpu = used["server_share"] * used["wall"]
        return {"cpu_us": cpu * 1e6 / figures["answered"], "foreign": used["foreign_share"], "p99": figures["ms"]["p99"],
                "per_second": figures["per_second"], "rss": samples, "peak": peak, "lost": figures["lost"]}

    def hold(self):
        """1,000 connections with a request on each; 10,000 idle ones while others are served."""
        request = OursHttp.upload(self.cos)
        with OursHttp() as side:
            held = self.figures(self.load(side, request, "hold", "--connections", str(HELD)), 60)
        with OursHttp() as side:
            base = memory_kib(side.pid)[0]
            with self.load(side, request, "hold", "--connections", str(IDLE), "--idle", "--stay", "4",
                           "--ask-at-end") as idle:
                idle.stdout.readline()  # they are held
                each = (memory_kib(side.pid)[0] - base) / IDLE
                storm = self.load(side, request, "storm", "--warmup", "0.2", "--seconds", "1", "--after", "0")
                served = self.figures(storm, 60)
                idle = self.figures(idle, 120)
        return {"held": held, "idle": idle, "kib": each, "served": served}

    def slices(self, size, parallel):
        """One GiB in slices, beside the time that its SHA-1 alone takes."""
        sha1 = sha1_seconds(self.file)
        claim_memory()
        written = write_seconds(self.file)
        with OursHttp() as side:
            claim_memory()
            load = self.load(side, v4_request(self.cos, "bench/large"), "slices", self.file, "--slice", str(size << 20),
                             "--parallel", str(parallel))
            window = Window(side.pid, load.pid)
            load.stdout.readline()  # it is done, and its CPU time can still be read
            used = window.close()
            out, peak = self.figures(load, 180), peak_rss_kib(side.pid)
        if out["trouble"]:
            raise RuntimeError(f"the slices were not taken: {out['trouble']}")
        return {"wall": out["wall_ms"] / 1000, "sha1": sha1, "written": written, "peak": peak,
                "cpu": used["server_share"] * used["wall"], "foreign": used["foreign_share"]}

    def round(self, number):
        result = {}
        if "storm" in self.options.parts:
            places = list(range(len(self.sides)))
            places = places if number % 2 == 0 else places[::-1]
            result["storm"] = {self.sides[p].name: self.storm(self.sides[p], self.options.seconds) for p in places}
            result["paced"] = {self.sides[p].name: self.storm(self.sides[p], self.options.seconds, RATE)
                               for p in places if p < 2}
        if "hold" in self.options.parts:
            result["hold"] = self.hold()
        if "slices" in self.options.parts:
            result["slices"] = {(size, parallel): self.slices(size, parallel) for size, parallel in SLICES}
        self.rounds.append(result)

    def finish(self):
        if "storm" in self.options.parts and self.options.soak > 0:
            self.soaked = self.storm(OursHttp, self.options.soak)

    def foreign(self):
        return [one["foreign"] for r in self.rounds for part in ("storm", "slices")
                for one in r.get(part, {}).values()] or [0.0]

    def as_json(self):
        return {"soak": self.soaked, "rounds": [
            {**r, "slices": [{"mib": k[0], "parallel": k[1], **v} for k, v in r.get("slices", {}).items()]}
            for r in self.rounds]}

    def judge(self):
        table = Table("ours", "beside")
        if "storm" in self.options.parts:
            self.judge_storm(table)
        if "hold" in self.options.parts:
            self.judge_hold(table)
        if "slices" in self.options.parts:
            for size, parallel in SLICES:
                runs = [r["slices"][size, parallel] for r in self.rounds]
                name = f"1 GiB in slices of {size} MiB, {parallel} at a time"
                table.judge_ratio(f"{name}, beside openssl's SHA-1", [one["wall"] for one in runs],
                                  [one["sha1"] for one in runs], SLICES_RATIO, "s", [one["foreign"] for one in runs])
                table.row(f"{name}, the server's CPU beside writing 1 GiB alone",
                          f"{statistics.median(one['cpu'] for one in runs):.3g} s",
                          f"{statistics.median(one['written'] for one in runs):.3g} s", "", "", "-")
                table.judge_value(f"{name}, peak memory", [one["peak"] / 1024 for one in runs], [], RSS_MIB, "MiB")
        return table

    def judge_storm(self, table):
        rounds = [r["storm"] for r in self.rounds]
        cpu = {side.name: [r[side.name]["cpu_us"] for r in rounds] for side in self.sides}
        foreign = [one["foreign"] for r in rounds for one in r.values()]
        table.judge_value("CPU of a 10 KiB upload, beside nginx's return 200", cpu["ours"], cpu["nginx"], CPU_US, "us",
                          foreign)
        peers = [side.name for side in self.sides[2:]]
        for name in peers:
            table.row(f"CPU of a 10 KiB upload at {name}", "", f"{statistics.median(cpu[name]):.4g} us", "", "", "-")
        if peers:
            better = min(peers, key=lambda name: statistics.median(cpu[name]))
            table.judge_ratio(f"CPU of a 10 KiB upload, beside {better}", cpu["ours"], cpu[better], PEER_RATIO, "us",
                              foreign)
        for line in self.missing:
            table.row(f"CPU of a 10 KiB upload, beside {line}", "", "", "", f"{PEER_RATIO:.2f}", "not judged")
        paced = [r["paced"] for r in self.rounds]
        p99 = [[r[name]["p99"] for r in paced] for name in ("ours", "nginx")]
        table.judge_ratio(f"p99 of a 10 KiB upload, 64 connections, {RATE} a second, beside nginx", *p99, P99_RATIO, "ms",
                          [one["foreign"] for r in paced for one in r.values()])
        full = [statistics.median(r[name]["p99"] for r in rounds) for name in ("ours", "nginx")]
        table.row("the same, as many as each takes", f"{full[0]:.3g} ms", f"{full[1]:.3g} ms", "", "", "-")
        table.judge_all("no connection lost", [r["ours"]["lost"] == 0 for r in rounds])
        if self.soaked:
            begin, end = (kib / 1024 for kib in self.soaked["rss"])
            seconds = f"{self.options.soak:g} s"
            table.judge_value(f"memory at its peak in {seconds} of uploads", [self.soaked["peak"] / 1024], [], RSS_MIB,
                              "MiB")
            table.judge_value(f"growth of memory in {seconds} of uploads", [end - begin], [], GROWTH_MIB, "MiB")

    def judge_hold(self, table):
        holds = [r["hold"] for r in self.rounds]
        took = statistics.median(one["held"]["open_ms"] + one["held"]["answered_ms"] for one in holds)
        table.judge_all(f"{HELD} held connections, all answered", [one["held"]["answered"] == HELD for one in holds],
                        f"{took:.0f} ms")
        table.judge_all(f"{IDLE} idle connections, all alive afterwards",
                        [one["idle"]["alive"] == IDLE for one in holds])
        table.judge_all("requests served beside them",
                        [one["served"]["answered"] > 0 and one["served"]["lost"] == 0 for one in holds],
                        f"p99 {statistics.median(one['served']['ms']['p99'] for one in holds):.3g} ms")
        each = statistics.median(one["kib"] for one in holds)
        table.row("memory of an idle connection", f"{each:.2f} KiB", "", "", "", "-")
