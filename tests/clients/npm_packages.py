"""The SDKs from npm, in a folder of the build: installed once, exactly as npm/package-lock.json pins them."""

import os
import shutil
import subprocess

PINNED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "npm")
INSTALL_LIMIT_S = 240


def chromium():
    return shutil.which("chromium") or shutil.which("chromium-browser")


def missing_programs():
    absent = [name for name in ("node", "npm") if not shutil.which(name)]
    return absent + ([] if chromium() else ["chromium"])


def _lock():
    with open(os.path.join(PINNED, "package-lock.json"), "rb") as file:
        return file.read()


def install(folder):
    """An empty text, or why they are not there. The network is asked only where something is missing."""
    stamp = os.path.join(folder, "installed.json")
    if os.path.exists(stamp):
        with open(stamp, "rb") as file:
            if file.read() == _lock():
                return ""
    os.makedirs(folder, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(os.path.join(PINNED, name), folder)
    try:
        done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=INSTALL_LIMIT_S, check=False)
    except subprocess.TimeoutExpired:
        return f"npm did not install the SDKs within {INSTALL_LIMIT_S} s"
    if done.returncode != 0:
        return f"npm could not install the SDKs: {done.stderr.strip()[-400:]}"
    shutil.copy(os.path.join(folder, "package-lock.json"), stamp)
    return ""
