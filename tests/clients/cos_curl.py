#!/usr/bin/env python3
"""curl against one `faultcast serve`: every operation of the object store, every code, and the lines of its document.

    cos_curl.py FAULTCAST [--only TEXT]

First all settings agree and every operation must succeed, attributes and bytes coming back as they were given. Then, for each
row of the tables, settings are patched in through the admin API or something wrong is sent, and these must agree: the HTTP
status, the code and message on the wire, the journal's verdict, and the explanation, which must name the setting or the field.
After it everything must work again. Exit code 0 all agree, 1 not, 77 curl is missing (a failure with REQUIRE_CLIENTS=1 in the
environment).
"""

import argparse
import json
import os
import re
import sys

import cos_rows
import cos_rows_download
import cos_rows_legacy
import curl
import doc_lines
from checks import Checks
from cos_account import ROOT, demo_accounts
from cos_api import Api
from cos_operations import Operations
from cos_shapes import Shapes
from served import Served

SKIPPED = 77
JOURNAL_LIMIT_S = 3  # the answer has come: its exchange is there, or nearly
OPERATIONS = {"cos_v4": {"upload", "upload_slice_init", "upload_slice_data", "upload_slice_finish", "upload_slice_list", "upload_slice",
                         "create", "list", "stat", "update", "delete", "move", "copy"},
              "cos_legacy": {"upload", "upload_slice", "create", "list", "stat", "update", "delete", "move"}}


class Refusals:
    def __init__(self, served, checks):
        self._served, self._checks = served, checks

    def play(self, row, api):
        self._served.ask("PUT", "scenario", {"id": row.scenario or None})
        self._served.reset()
        row.prepare(api)
        account = api.account
        names = {"k": account.secret_id, "b": account.bucket}
        settings = {path.format(**names): value.format(secret=account.secret_key) if isinstance(value, str) else value
                    for path, value in row.settings.items()}
        if settings:
            self._served.patch(settings)
        since = self._served.last()
        answer = row.send(api)
        if not self._served.running():
            self._checks.take(f"{row.service}: {row.title}", [f"serve ended; {answer}"])
            return
        self._checks.take(f"{row.service}: {row.title}", self._of_answer(row, answer, account) + self._of_journal(row, since))

    @staticmethod
    def _of_answer(row, answer, account):
        trouble = [] if answer.status == row.status else [f"HTTP {answer.status}, expected {row.status}"]
        if row.code is None:
            text = row.text.replace("{path}", account.path("/row.txt")).encode()
            right = text in answer.body
        else:
            right = list(answer.json)[:2] == ["code", "message"] and (answer.json["code"], answer.json["message"]) == (row.code, row.message)
            right = right and "data" not in answer.json and ("request_id" in answer.json) == (account.version == 2)
        return trouble + ([] if right else [f"expected {row.code} {row.message}{row.text}, got {answer}"])

    def _of_journal(self, row, since):
        verdict = row.verdict or row.message
        found, seen = self._served.wait_for_exchange(since, lambda one: one["service"] == row.service and one["code"] == verdict,
                                                    JOURNAL_LIMIT_S)
        if found is None:
            return [f"the journal has no {verdict}; it has {', '.join(one['op'] + ' ' + one['code'] for one in seen) or 'nothing'}"]
        explained = json.loads(self._served.explain(found["id"]))["text"]
        trouble = [] if found["because"]["en"] and found["because"]["zh"] else [f"the reason is missing in a language: {found['because']}"]
        if not re.search(row.names, explained):
            trouble += [f"the explanation does not match /{row.names}/:", *(f"  {line}" for line in explained.splitlines())]
        return trouble


def play_healthy(served, checks, v4, legacy):
    served.reset()
    for api, service in ((v4, "cos_v4"), (legacy, "cos_legacy")):
        since = served.last()
        Operations(api, checks, service).play()
        done = {one["op"] for one in served.exchanges(since) if one["service"] == service and one["ok"]}
        missing = OPERATIONS[service] - done
        checks.take(f"{service}: every operation is in the journal", [f"not {', '.join(sorted(missing))}"] if missing else [])
    Shapes(v4, served, checks).play()
    doc_lines.play(served, checks)


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("faultcast")
    parser.add_argument("--only", default="", help="only the rows whose title holds this")
    options = parser.parse_args(arguments)
    if absent := curl.missing(*doc_lines.PROGRAMS):
        print(absent)
        return 1 if os.environ.get("REQUIRE_CLIENTS") == "1" else SKIPPED
    os.chdir(ROOT)
    checks, scratch = Checks(), curl.Scratch()
    with Served(options.faultcast) as served:
        v4, legacy = (Api(account, served.ports["http"], scratch) for account in demo_accounts())
        if not options.only:
            play_healthy(served, checks, v4, legacy)
        refusals = Refusals(served, checks)
        for rows, api in ((cos_rows.ROWS, v4), (cos_rows_legacy.ROWS, legacy), (cos_rows_download.ROWS, v4)):
            for row in rows:
                if options.only in row.title and served.running():
                    refusals.play(row, api)
        if not served.running():
            checks.take("serve", [f"it ended with {served.wait_for_end(10)} during the last row above"])
            return checks.end(served.log)
        served.ask("PUT", "scenario", {"id": None})
        for api in (v4, legacy):
            done = api.upload("/again.txt", b"again")
            checks.take(f"{api.account.host}: all settings agree again", [] if done.json.get("code") == 0 else [str(done)])
        served.ask("POST", "shutdown")
        if (code := served.wait_for_end(10)) != 0:
            checks.take("shutdown", [f"serve ended with {code} after a shutdown was asked for"])
        code = checks.end(served.log)
    scratch.close()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
