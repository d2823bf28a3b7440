#!/usr/bin/env python3
"""faultcast beside other servers under the same load: pushes (against nginx with its RTMP module) and uploads (against
nginx, s3rver and WireMock).

Rounds are interleaved and swap their order. A table gives the median over the rounds, the median of the rounds'
ratios, the limit and a verdict, or "noisy" where the machine was too busy to judge.
Exit code 0 if every limit is held, 1 if one is missed or could not be judged, 2 if the bench could not run.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys

from push import Push
from sides import ROOT
from upload import PARTS, Upload

TOPICS = {"push": Push, "upload": Upload}


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--build", default=os.path.join(ROOT, "build", "bench"), help="folder with all the programs")
    parser.add_argument("--setup", default=os.path.join(ROOT, "fixtures", "setups", "demo.json"))
    parser.add_argument("--only", choices=TOPICS, nargs="+", default=list(TOPICS), help="what is measured")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=5, help="length of each window")
    parser.add_argument("--json", help="also write all rounds to this file")
    push = parser.add_argument_group("push")
    push.add_argument("--publishers", type=int, nargs="+", default=[50, 200, 500])
    push.add_argument("--ramp", type=float, default=100, help="new publishers per second")
    push.add_argument("--starts", type=int, default=5, help="starts of each server per round")
    push.add_argument("--null", action="store_true", help="nginx against nginx: what this machine's noise alone does")
    upload = parser.add_argument_group("upload")
    upload.add_argument("--parts", choices=PARTS, nargs="+", default=list(PARTS), help="what of the uploads")
    upload.add_argument("--soak", type=float, default=60, help="seconds of uploads under which memory is watched")
    return parser.parse_args(arguments)


def measure(topic, rounds):
    for number in range(rounds):
        topic.round(number)
        print(f"bench: {type(topic).__name__.lower()}, round {number + 1} of {rounds}", file=sys.stderr)
    topic.finish()


def main(arguments):
    options = parse(arguments)
    verdicts, written = [], {}
    try:
        for name in options.only:
            topic = TOPICS[name](options)
            measure(topic, options.rounds)
            table = topic.judge()
            table.print()
            foreign = topic.foreign()
            print(f"other processes took {statistics.median(foreign):.0%} of this machine (median of the windows, "
                  f"{max(foreign):.0%} at worst)", flush=True)
            verdicts += table.verdicts
            written[name] = topic.as_json()
    except (OSError, RuntimeError, ValueError, subprocess.SubprocessError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(written, file, indent=1)
    return 0 if all(verdict in ("ok", "-") for verdict in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
