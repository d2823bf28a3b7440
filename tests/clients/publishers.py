"""The real clients that push: how each is called, and how it is waited for."""

import os
import shutil
import subprocess
import tempfile
import time

PUSH_LIMIT = 40


class Publisher:
    """A program that pushes a file to a URL; `pace` keeps it at the speed of the media instead of as fast as it goes."""

    name = ""
    program = ""

    @classmethod
    def missing(cls):
        """What is not there, in a sentence; empty if all is."""
        return "" if shutil.which(cls.program) else f"{cls.program} is not installed"

    def command(self, media, url, pace):
        raise NotImplementedError

    def push(self, media, url, pace=False):
        """Exit code and everything that it printed. A client that hangs is ended and its code is None."""
        with tempfile.TemporaryFile() as output:
            process = subprocess.Popen(self.command(media, url, pace), stdin=subprocess.DEVNULL, stdout=output,
                                       stderr=subprocess.STDOUT, env={**os.environ, "LC_ALL": "C", "NO_COLOR": "1"})
            try:
                code = process.wait(timeout=PUSH_LIMIT)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                code = None
            output.seek(0)
            return code, output.read().decode(errors="replace")


class Ffmpeg(Publisher):
    name = program = "ffmpeg"

    def command(self, media, url, pace):
        return ["ffmpeg", "-hide_banner", "-nostdin", *(["-re"] if pace else []), "-i", media, "-c", "copy", "-f", "flv", url]

    def hold(self, media, url):
        """A push that goes on until it is ended, once the first frames are out."""
        process = subprocess.Popen(
            ["ffmpeg", "-v", "error", "-nostdin", "-re", "-stream_loop", "-1", "-i", media, "-c", "copy",
             "-progress", "pipe:1", "-f", "flv", url],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        deadline = time.monotonic() + PUSH_LIMIT
        for line in process.stdout:
            if line.startswith("total_size=") and line.strip() not in ("total_size=N/A", "total_size=0"):
                return process
            if time.monotonic() > deadline:
                break
        process.kill()
        process.wait()
        raise RuntimeError("the first of two publishers was not let in")


class GStreamer(Publisher):
    name = "gst"
    program = "gst-launch-1.0"

    @classmethod
    def missing(cls):
        absent = super().missing()
        if absent:
            return absent
        for element in ("flvdemux", "flvmux", "rtmp2sink"):
            if subprocess.run(["gst-inspect-1.0", "--exists", element], timeout=PUSH_LIMIT, check=False).returncode != 0:
                return f"GStreamer has no {element}"
        return ""

    def command(self, media, url, pace):
        return ["gst-launch-1.0", "-q", "filesrc", f"location={media}", "!", "flvdemux", "name=in", "flvmux", "name=out",
                "streamable=true", "!", "rtmp2sink", f"sync={'true' if pace else 'false'}", f"location={url}",
                "in.video", "!", "queue", "!", "out.video", "in.audio", "!", "queue", "!", "out.audio"]


ALL = (Ffmpeg(), GStreamer())
