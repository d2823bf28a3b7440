"""The servers that take uploads: how each is started, and in which form it wants the same 10 KiB."""

import base64
import glob
import hashlib
import hmac
import json
import os
import re
import shutil
import subprocess
import sys
import time

from sides import Side

BUCKET = "xiaozhibo1"


def console_cos(setup):
    """console.cos of a setup file; whole-line comments are allowed there."""
    with open(setup, encoding="utf-8") as file:
        text = re.sub(r"^\s*//.*$", "", file.read(), flags=re.MULTILINE)
    return json.loads(text)["console"]["cos"]


def sign(cos):
    """A multi-effect signature of the JSON API v4, for a day and for every path."""
    secret_id, key = next((name, key) for name, key in cos["keys"].items() if "appid" not in key)
    now = int(time.time())
    plain = f"a={cos['appid']}&b={BUCKET}&k={secret_id}&e={now + 86400}&t={now}&r=12345&f="
    digest = hmac.new(key["secret_key"].encode(), plain.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest + plain.encode()).decode()


def v4_request(cos, path):
    return ["--path", f"/files/v2/{cos['appid']}/{BUCKET}/{path}", "--header", "Host: gz.file.myqcloud.com",
            "--header", f"Authorization: {sign(cos)}", "--header", "User-Agent: bench"]


class OursHttp(Side):
    """faultcast serve, all settings in agreement, the journal on as always."""

    name = "ours"
    program = setup = ""

    def command(self):
        return [self.program, "serve", "--setup", self.setup, "--http-port", str(self.port), "--https-port", "0",
                "--rtmp-port", "0", "--admin-port", "0"]

    @staticmethod
    def upload(cos):
        return [*v4_request(cos, "bench/%d"), "--field", "op=upload", "--field", "insertOnly=0", "--text", '"code":0']


class NginxHttp(Side):
    """Debian's nginx, one worker, that answers every request with 200 and does nothing else: the ceiling."""

    name = "nginx"

    def command(self):
        program = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
        if program is None:
            raise RuntimeError("nginx is needed (cmake/setup.sh bench)")
        config = os.path.join(self.folder, "nginx.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write("daemon off;\nworker_processes 1;\n"
                       f"pid {self.folder}/pid;\nerror_log /dev/null crit;\n"
                       "events { worker_connections 4096; }\n"
                       "http { access_log off; keepalive_requests 1000000000; client_body_temp_path "
                       f"{self.folder}/body; server {{\n  listen 127.0.0.1:{self.port};\n"
                       "  location / { default_type application/json; return 200 '{\"code\":0}'; }\n} }\n")
        return [program, "-p", self.folder, "-e", "/dev/null", "-c", config]

    @staticmethod
    def upload(cos):
        return OursHttp.upload(cos)


class Npm(Side):
    """A server out of an npm package, installed into a build folder."""

    package = ""
    peers = ""  # that folder

    @classmethod
    def missing(cls):
        """Installs it if need be. Why it is not to be had; "" if it is."""
        if not os.path.isdir(os.path.join(cls.peers, "node_modules", cls.package)):
            if shutil.which("npm") is None:
                return "npm is missing (Debian's package npm)"
            os.makedirs(cls.peers, exist_ok=True)
            print(f"bench: installing {cls.package} into {cls.peers}", file=sys.stderr)
            command = ["npm", "install", "--prefix", cls.peers, "--ignore-scripts", "--no-audit", "--no-fund", cls.package]
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300,
                                  check=False)
            if done.returncode != 0:
                return f"npm could not install {cls.package}: {done.stderr.strip().splitlines()[-1:]}"
        return cls.program_missing()

    @classmethod
    def program_missing(cls):
        return "" if shutil.which("node") else "node is missing (Debian's package nodejs)"


class S3rver(Npm):
    """A fake of S3 in JavaScript, which stores into files."""

    name = package = "s3rver"

    def command(self):
        return ["node", os.path.join(self.peers, "node_modules", "s3rver", "bin", "s3rver.js"), "-d",
                os.path.join(self.folder, "data"), "-a", "127.0.0.1", "-p", str(self.port), "-s", "--no-vhost-buckets",
                "--configure-bucket", BUCKET]

    @staticmethod
    def upload(_):
        return ["--method", "PUT", "--path", f"/{BUCKET}/bench/%d", "--header", "Host: 127.0.0.1", "--header",
                "Content-Type: application/octet-stream"]


class WireMock(Npm):
    """WireMock with a stub that matches the form of our uploads and answers with a success."""

    name = package = "wiremock"

    @classmethod
    def program_missing(cls):
        return "" if shutil.which("java") else "Java is missing (Debian's package default-jre-headless)"

    def command(self):
        jars = glob.glob(os.path.join(self.peers, "node_modules", "wiremock", "build", "*.jar"))
        if len(jars) != 1:
            raise RuntimeError("the package wiremock holds no single .jar")
        mappings = os.path.join(self.folder, "mappings")
        os.makedirs(mappings, exist_ok=True)
        part = {"matchingType": "ANY", "headers": {"Content-Disposition": {"contains": 'name="op"'}},
                "bodyPatterns": [{"equalTo": "upload"}]}
        stub = {"request": {"method": "POST", "urlPathPattern": f"/files/v2/[0-9]+/{BUCKET}/.*",
                            "headers": {"Authorization": {"matches": ".+"}}, "multipartPatterns": [part]},
                "response": {"status": 200, "headers": {"Content-Type": "application/json"},
                             "jsonBody": {"code": 0, "message": "SUCCESS"}}}
        with open(os.path.join(mappings, "upload.json"), "w", encoding="utf-8") as file:
            json.dump(stub, file)
        return ["java", "-jar", jars[0], "--port", str(self.port), "--bind-address", "127.0.0.1", "--disable-banner",
                "--root-dir", self.folder,
                "--max-request-journal-entries", "1000"]

    @staticmethod
    def upload(cos):
        return OursHttp.upload(cos)
