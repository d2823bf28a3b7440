"""The lines of docs/object-store.md, run as they are printed; only the ports are this server's."""

import os
import re
import subprocess
import tempfile

from cos_account import ROOT

LIMIT_S = 120
PROGRAMS = ("bash", "openssl", "base64")
DOCUMENTS = ("docs/object-store.md", "docs/object-store.zh.md")


def blocks(document):
    with open(os.path.join(ROOT, document), encoding="utf-8") as file:
        return re.findall(r"^```sh\n(.*?)^```$", file.read(), flags=re.MULTILINE | re.DOTALL)


def without_comments(block):
    """A function's own remarks are in the document's language."""
    return [line if line.startswith("curl ") else re.sub(r"\s+# .*", "", line) for line in block.splitlines()]


def script_of(lines, ports):
    """Each curl line as it is, what it printed compared with what stands behind its '#'."""
    script = ["failed=0"]
    for line in lines:
        if re.match(r"(COS|ADMIN)=http://", line):
            name = line.split("=")[0]
            line = f"{name}=http://127.0.0.1:{ports['http' if name == 'COS' else 'admin']}"
        if not line.startswith("curl "):
            script.append(line)
            continue
        expected = line.rsplit("  # ", 1)[1].replace("'", "'\\''")
        script += ["came=$(", line, ")", f"case $came in *'{expected}'*) ;; *) failed=1; echo 'expected {expected}, got' \"$came\";; esac"]
    return "\n".join(script + ["exit $failed"])


def play(served, checks):
    english, chinese = ([line for block in blocks(document) for line in without_comments(block)] for document in DOCUMENTS)
    checks.take("document: both languages have the same lines", [] if english == chinese else
                [f"- {a}\n  + {b}" for a, b in zip(english, chinese) if a != b] or ["one has more lines"])
    curls = sum(line.startswith("curl ") for line in english)
    served.reset()
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(["bash", "-uc", script_of(english, served.ports)], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output,
                              stderr=subprocess.DEVNULL, env=environment, timeout=LIMIT_S, check=False)
        output.seek(0)
        said = output.read().decode(errors="replace").splitlines()
    checks.take(f"document: its {curls} curl lines answer what it says", said if done.returncode or not curls else [])
