"""The servers that are compared: each knows how it is started on a port, and when it is up."""

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
START_LIMIT = 15


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_listening(port, process):
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            raise RuntimeError(f"{process.args[0]} ended with {process.returncode} before it listened")
        time.sleep(0.01)
    raise RuntimeError(f"{process.args[0]} did not listen within {START_LIMIT} s")


class Side:
    """One server, running from __enter__ to __exit__."""

    name = ""

    def __init__(self):
        self.port = free_port()
        self.folder = tempfile.mkdtemp(prefix="faultcast-bench-")
        os.chmod(self.folder, 0o755)  # nginx's worker may be another user
        self.process = None

    def command(self):
        raise NotImplementedError

    @property
    def pid(self):
        return self.process.pid

    def __enter__(self):
        with open(os.path.join(self.folder, "output"), "wb") as output:
            self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        wait_until_listening(self.port, self.process)
        return self

    def __exit__(self, *_):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Nginx(Side):
    """Debian's nginx with its RTMP module: one worker, live only, nothing logged."""

    name = "nginx"
    module = "/usr/lib/nginx/modules/ngx_rtmp_module.so"

    def command(self):
        program = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
        if program is None or not os.path.exists(self.module):
            raise RuntimeError("nginx and libnginx-mod-rtmp are needed (cmake/setup.sh bench)")
        config = os.path.join(self.folder, "nginx.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(
                f"load_module {self.module};\n"
                "daemon off;\nworker_processes 1;\n"
                f"pid {self.folder}/pid;\nerror_log /dev/null crit;\n"
                "events { worker_connections 4096; }\n"
                "rtmp { access_log off; server {\n"
                f"  listen 127.0.0.1:{self.port};\n"
                "  chunk_size 4096;\n  application live { live on; }\n} }\n"
            )
        return [program, "-p", self.folder, "-e", "/dev/null", "-c", config]


class Ours(Side):
    """faultcast serve, all settings in agreement, the push authorization on."""

    name = "ours"
    program = ""

    def command(self):
        return [self.program, "serve", "--rtmp-port", str(self.port), "--admin-port", "0"]

    def __enter__(self):
        super().__enter__()
        with open(os.path.join(self.folder, "output"), encoding="utf-8", errors="replace") as output:
            ready = [json.loads(line) for line in output if line.startswith('{"ready"')]
        if ready and ready[0]["pid"] != self.process.pid:
            raise RuntimeError("the ready line names another process than the one that was started")
        return self
