#!/usr/bin/env python3
"""Real SDKs of the object store, unmodified, against one `faultcast serve`: qcloud_cos in node, cos-js-sdk-v4 in Chromium.

    cos_sdks.py FAULTCAST --packages FOLDER [--only qcloud_cos | cos-js-sdk-v4 | signatures] [--seed N] [--flips N]

Each SDK lives in one process through all of it: every operation succeeds, then each wrong setting makes it fail with the
documented code and message in its own error, and after each it succeeds again. FOLDER is where npm's packages are put, once.
Then a thousand random signatures of qcloud_cos's signer, with a bit flipped in N fields of each (8: in all). Exit code 0 all agree, 1 not, 77 a client is missing (a failure with
REQUIRE_CLIENTS=1 in the environment).
"""

import argparse
import os
import random
import sys

import curl
import npm_packages
from checks import Checks
from cos_account import ROOT, demo_accounts
from sdk_browser import BrowserSdk
from sdk_node import NodeSdk
from served import Served
from signatures import OF_EACH, ROUNDS, Signatures

SKIPPED = 77


def missing(packages):
    absent = npm_packages.missing_programs()
    return curl.missing() or (f"not installed: {', '.join(absent)}" if absent else npm_packages.install(packages))


def play_signatures(served, checks, driver, seed, flips):
    play = Signatures(served, driver, seed, flips)
    trouble = play.play()
    wanted = ROUNDS * OF_EACH
    if play.accepted != wanted:
        trouble.append(f"{play.accepted} of {wanted} were accepted")
    checks.take(f"{wanted} random signatures of qcloud_cos are accepted, {play.refused} with a bit flipped refused (seed {seed})", trouble)
    served.reset()


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("faultcast")
    parser.add_argument("--packages", required=True, help="folder for npm's packages")
    parser.add_argument("--only", default="", help="one of the parts")
    parser.add_argument("--seed", type=int, default=random.randrange(2 ** 31))
    parser.add_argument("--flips", type=int, default=8, choices=range(1, 9), metavar="1-8", help="fields of each signature to break")
    options = parser.parse_args(arguments)
    packages = os.path.abspath(options.packages)
    if absent := missing(packages):
        print(absent)
        return 1 if os.environ.get("REQUIRE_CLIENTS") == "1" else SKIPPED
    os.chdir(ROOT)
    checks, scratch, drivers = Checks(), curl.Scratch(), []
    with Served(options.faultcast) as served:
        v4, legacy = demo_accounts()
        try:
            for sdk, account in ((NodeSdk, legacy), (BrowserSdk, v4)):
                if options.only not in ("", sdk.name, "signatures" if sdk is NodeSdk else None):
                    continue
                one = sdk(served, checks, account, scratch, packages)
                drivers.append(one.driver)
                if options.only in ("", sdk.name):
                    one.play()
            if options.only in ("", "signatures"):
                play_signatures(served, checks, drivers[0], options.seed, options.flips)
        except (RuntimeError, OSError) as error:
            checks.take("the play goes on", [line for line in str(error).splitlines()])
        finally:
            for driver in drivers:
                driver.close()
        code = checks.end(served.log)
    scratch.close()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
