"""The surroundings of the benchmarks: nginx with a certificate of a test CA, in a temporary directory, on loopback."""

import base64
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time

TICKETGATE = os.environ.get("TICKETGATE", "ticketgate")
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
TOKEN = "bench-token-0123456789"
TICKET = '{"result":{"state":"inserted","ticket_number":"INC0000001","reference_number":"","sys_id":"1"}}'
SLOW_MS = 200
LINE = "The printer on the third floor burns again, as it did last week, and nobody minds.\r\n"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_port(port):
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nothing listens on port {port}")


class House:
    """A directory with an HTTPS and an HTTP server that take every request, a configuration for each, and mails."""

    def __init__(self, is_http2=False):
        self.folder = tempfile.mkdtemp(prefix="ticketgate-bench-", dir=os.environ.get("BENCH_DIRECTORY"))
        os.chmod(self.folder, 0o755)
        self.is_http2 = is_http2
        self.random = random.Random(1)
        self.serial = 0
        self.https_port, self.http_port, self.slow_port = free_port(), free_port(), free_port()
        self.make_certificates()
        self.slow_api = self.start_slow_api()
        self.nginx = self.start_nginx()
        self.https_config = self.write_config("https", f"https://127.0.0.1:{self.https_port}")
        self.http_config = self.write_config("http", f"http://127.0.0.1:{self.http_port}")

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def close(self):
        for process in (self.nginx, self.slow_api):
            process.terminate()
            process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)

    # Both curl (one bundle) and the gateway (an additional file) trust this CA and those of the system.

    def make_certificates(self):
        def openssl(*arguments):
            subprocess.run(["openssl", *arguments], check=True, cwd=self.folder, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=bench CA", "-days", "30")
        openssl("req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=127.0.0.1")
        with open(self.path("san"), "w", encoding="ascii") as file:
            file.write("subjectAltName=IP:127.0.0.1\n")
        openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                "-out", "server.pem", "-days", "30", "-extfile", "san")
        with open(self.path("bundle.pem"), "wb") as bundle:
            for name in (BUNDLE, self.path("ca.pem")):
                with open(name, "rb") as file:
                    bundle.write(file.read())

    # The outer servers receive the whole body before they ask the inner one, which answers: no client gets a response
    # before its last octet was read.

    def start_slow_api(self):
        program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "slow_api.py")
        process = subprocess.Popen([sys.executable, program, self.path("slow-api.sock"), str(SLOW_MS)])
        while not os.path.exists(self.path("slow-api.sock")):
            time.sleep(0.05)
        return process

    def start_nginx(self):
        http2 = " http2" if self.is_http2 else ""
        answers = f"""
        location / {{ default_type application/json; return 201 '{TICKET}'; }}
        location /network/GetActiveIncidents {{ default_type application/json; return 200 '{{"result":[]}}'; }}
        location /oauth {{ default_type application/json; return 200
            '{{"access_token":"{TOKEN}","token_type":"Bearer","expires_in":"3599","status":"approved"}}'; }}
        location /REST {{ default_type text/plain; return 200 'ok'; }}"""
        outer = """
        location / { proxy_pass http://inner; proxy_http_version 1.1; proxy_set_header Connection "";
            proxy_pass_request_body off; proxy_set_header Content-Length ""; }"""
        tls = f"ssl{http2}; ssl_certificate server.pem; ssl_certificate_key server.key"
        with open(self.path("nginx.conf"), "w", encoding="ascii") as file:
            file.write(f"""
daemon off; worker_processes 1; pid {self.folder}/nginx.pid; error_log {self.folder}/nginx.log error;
{"user root;" if os.geteuid() == 0 else ""}
events {{ worker_connections 256; }}
http {{
    access_log off; client_max_body_size 200m; client_body_buffer_size 64m; keepalive_requests 1000000;
    client_body_temp_path {self.folder}/body; proxy_temp_path {self.folder}/proxy;
    fastcgi_temp_path {self.folder}/fastcgi; uwsgi_temp_path {self.folder}/uwsgi; scgi_temp_path {self.folder}/scgi;
    upstream inner {{ server unix:{self.folder}/inner.sock; keepalive 16; }}
    server {{ listen unix:{self.folder}/inner.sock; {answers} }}
    server {{ listen 127.0.0.1:{self.http_port}; {outer} }}
    upstream slow {{ server unix:{self.folder}/slow-api.sock; keepalive 32; }}
    server {{ listen 127.0.0.1:{self.https_port} {tls}; {outer} }}
    server {{ listen 127.0.0.1:{self.slow_port} {tls}; {outer.replace("inner", "slow")}
        location /oauth {{ proxy_pass http://inner; }} }}
}}
""")
        process = subprocess.Popen(["nginx", "-p", self.folder, "-c", self.path("nginx.conf"), "-e",
                                    self.path("nginx.log")])
        wait_for_port(self.https_port)
        return process

    def write_config(self, name, address, extra="", journal=None, budget=""):
        state = self.path(f"state-{name}")
        os.makedirs(state, mode=0o700, exist_ok=True)
        secret = self.path("secret")
        with open(secret, "w", encoding="ascii") as file:
            file.write("bench-secret\n")
        os.chmod(secret, 0o600)
        path = self.path(f"{name}.conf")
        with open(path, "w", encoding="ascii") as file:
            file.write(f"""[api]
base_url = {address}/network
token_url = {address}/oauth
client_id = bench
client_secret_file = {secret}
ca_file = {self.folder}/ca.pem
[ticket]
ci = PRINTERS
service = Office
[journal]
path = {journal or state + "/journal.db"}
[mail]
from = Support <support@desk.example>
reply = no
[budget]
tickets_per_sender = 0
{budget}
[limits]
max_message_size = 40M
attachments_per_request = 60M
max_parts = 2000
max_attachments = 2000
[spool]
path = {self.folder}
{extra}
""")
        return path

    # Mails. Each has its own Message-ID, because a mail that was delivered before costs less.

    def head(self, kind):
        self.serial += 1
        return (f"From: User <user@customer.example>\r\nTo: support@desk.example\r\n"
                f"Subject: Printer {self.serial} burns\r\nDate: Tue, 24 Nov 2026 10:00:00 +0000\r\n"
                f"Message-ID: <bench.{self.serial}.{self.random.getrandbits(48)}@customer.example>\r\n"
                f"MIME-Version: 1.0\r\nContent-Type: {kind}\r\n")

    def write_mail(self, length, n_parts=1, path=None):
        """A mail of `length` octets: only text up to 2,000, with `n_parts` attachments if it is longer."""
        path = path or self.path("mail.eml")
        with open(path, "wb") as file:
            if length <= 2000:
                head = self.head("text/plain; charset=utf-8") + "\r\n"
                file.write((head + LINE * 40).encode("ascii")[:length - 2] + b"\r\n")
            else:
                self.write_parts(file, length, n_parts)
        return path

    def write_answer(self):
        """A reply to the ticket of these mails: one line above a quotation of 2 kB."""
        path = self.path("answer.eml")
        head = self.head("text/plain; charset=utf-8").replace("Subject: Printer", "Subject: Re: [INC0000001] Printer")
        quoted = "On Tue, 24 Nov 2026 at 10:00, User <user@customer.example> wrote:\r\n" + ("> " + LINE) * 20
        with open(path, "wb") as file:
            file.write(f"{head}\r\nAnswer {self.serial}: it burns still.\r\n\r\n{quoted}".encode("ascii"))
        return path

    def write_parts(self, file, length, n_parts):
        file.write((self.head('multipart/mixed; boundary="=-bench"') + "\r\n--=-bench\r\n"
                    "Content-Type: text/plain; charset=utf-8\r\n\r\n" + LINE * 5 + "\r\n").encode("ascii"))
        part_octets = max(100, length // n_parts - 200)
        block = base64.encodebytes(self.random.randbytes(57 * 1000)).replace(b"\n", b"\r\n")
        for i in range(n_parts):
            file.write(f'--=-bench\r\nContent-Type: application/octet-stream; name="part{i}.bin"\r\n'
                       f'Content-Disposition: attachment; filename="part{i}.bin"\r\n'
                       f"Content-Transfer-Encoding: base64\r\n\r\n".encode("ascii"))
            n_lines = part_octets // 78
            for _ in range(n_lines // 1000):
                file.write(block)
            file.write(block[:n_lines % 1000 * 78])
        file.write(b"--=-bench--\r\n")

    def write_folder(self, count, length=1000):
        """A folder of `count` different mails."""
        folder = tempfile.mkdtemp(dir=self.folder)
        for i in range(count):
            self.write_mail(length, path=os.path.join(folder, f"{i}.eml"))
        return folder

    # The commands to compare. All read the mail from standard input.

    def deliver(self, config=None, program=TICKETGATE):
        return [program, "deliver", "--config", config or self.https_config, "--sender", "user@customer.example",
                "--recipient", "support@desk.example"]

    def curl_data(self, scheme="https"):
        return self.curl(scheme, "--data-binary", "@-")

    def curl_stream(self):
        return self.curl("https", "-X", "POST", "-T", "-")

    def curl(self, scheme, *options):
        port = self.https_port if scheme == "https" else self.http_port
        trust = ["--cacert", self.path("bundle.pem")] if scheme == "https" else []
        return ["curl", "-q", "-sS", "-f", *trust, "-H", f"Authorization: Bearer {TOKEN}", *options,
                f"{scheme}://127.0.0.1:{port}/network/NewIncident"]

    def rt_mailgate(self):
        return ["rt-mailgate", "--queue", "general", "--action", "correspond", "--ca-file", self.path("bundle.pem"),
                "--url", f"https://127.0.0.1:{self.https_port}"]

    def python_script(self):
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "mail_to_ticket.py")
        return ["/usr/bin/python3", script, f"https://127.0.0.1:{self.https_port}/network", TOKEN, self.path("ca.pem")]
