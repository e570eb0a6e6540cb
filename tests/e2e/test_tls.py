"""The connection to the API: certificates are verified, TLS is 1.2 or newer, the token is only sent to its host, only
the configured proxy is used, and modes of files are checked before the files are trusted."""

import http.server
import json
import os
import ssl
import subprocess
import threading
import unittest

from harness import SECRET, House, mail


def make_certificate(folder, name, address="IP:127.0.0.1"):
    """Makes a self-signed certificate; returns the paths of certificate and key."""
    certificate, key = os.path.join(folder, name + ".pem"), os.path.join(folder, name + ".key")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", key, "-out", certificate, "-days", "2", "-subj", f"/CN={name}", "-addext",
                    f"subjectAltName={address}"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return certificate, key


class Api(http.server.ThreadingHTTPServer):
    """Issues a token to everyone and returns an empty list of tickets, or what `answers` says; keeps every request."""

    daemon_threads = True

    def __init__(self, context=None, host="127.0.0.1"):
        self.requests = []
        self.redirect = None
        api = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                length = int(self.headers.get("Content-Length", 0))
                api.requests.append((self.path, dict(self.headers), self.rfile.read(length)))
                is_token = "token" in self.path
                status = 302 if api.redirect and not is_token else 200
                body = json.dumps({"access_token": "tok-17", "token_type": "Bearer", "expires_in": "3599"} if is_token
                                  else {"result": []}).encode()
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", api.redirect)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PATCH = answer

            def log_message(self, *arguments):
                pass

        super().__init__((host, 0), Handler)
        if context is not None:
            self.socket = context.wrap_socket(self.socket, server_side=True)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        pass

    @property
    def url(self):
        scheme = "https" if isinstance(self.socket, ssl.SSLSocket) else "http"
        return f"{scheme}://127.0.0.1:{self.server_address[1]}"


class TlsTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)

    def api(self, context=None):
        api = Api(context)
        self.addCleanup(api.server_close)
        self.addCleanup(api.shutdown)
        return api

    def context(self, name="good", address="IP:127.0.0.1"):
        self.certificate, key = make_certificate(self.house.folder, name, address)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        return context

    def ping(self, url, api_lines="", **more):
        self.house.write_config(base_url=url, token_url=f"{url}/token\n{api_lines}")
        return self.house.run("ping", **more)

    def test_unknown_certificate_is_refused(self):
        api = self.api(self.context())
        self.assertNotEqual(self.ping(api.url).returncode, 0)
        self.assertEqual(self.house.deliver(mail()).returncode, 75)
        self.assertEqual(api.requests, [])

    def test_own_authority_is_taken(self):
        api = self.api(self.context())
        done = self.ping(api.url, f"ca_file = {self.certificate}")
        self.assertEqual(done.returncode, 0, done)
        self.assertNotIn(b"insecure", done.stderr)

    def test_name_of_another_is_refused(self):
        api = self.api(self.context("other", "DNS:other.example"))
        self.assertNotEqual(self.ping(api.url, f"ca_file = {self.certificate}").returncode, 0)
        self.assertEqual(api.requests, [])

    def test_insecure_says_so_at_every_start(self):
        api = self.api(self.context())
        for _ in range(2):
            done = self.ping(api.url, "insecure = yes")
            self.assertEqual(done.returncode, 0, done)
            self.assertIn(b"insecure = yes", done.stderr)

    def test_verification_is_not_lost_by_a_typing_error(self):
        api = self.api(self.context())
        for line in ("insecure = ja", "insecure = true", "insecure =", "insecur = yes", "verify = no"):
            done = self.ping(api.url, line)
            self.assertNotEqual(done.returncode, 0, line)
        self.assertEqual(api.requests, [])

    def test_old_tls_is_refused(self):
        for version, is_taken in ((ssl.TLSVersion.TLSv1_1, False), (ssl.TLSVersion.TLSv1_2, True)):
            context = self.context()
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = version
            api = self.api(context)
            done = self.ping(api.url, f"ca_file = {self.certificate}")
            self.assertEqual(done.returncode == 0, is_taken, (version, done))

    def test_token_stays_with_its_host(self):
        other = Api(host="127.0.0.2")
        self.addCleanup(other.server_close)
        self.addCleanup(other.shutdown)
        api = self.api()
        for target in (f"http://127.0.0.2:{other.server_address[1]}/GetActiveIncidents",
                       f"http://127.0.0.1@127.0.0.2:{other.server_address[1]}/"):
            api.redirect = target
            self.assertNotEqual(self.ping(api.url).returncode, 0)
        self.assertEqual(other.requests, [])
        self.assertTrue(any(headers.get("Authorization") == "Bearer tok-17" for _, headers, _ in api.requests))

    def test_environment_names_no_proxy(self):
        proxy, api = self.api(), self.api()
        names = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
        done = self.ping(api.url, env={**os.environ, **{name: proxy.url for name in names}})
        self.assertEqual(done.returncode, 0, done)
        self.assertEqual(proxy.requests, [])
        self.ping(api.url, f"proxy = {proxy.url}")
        self.assertTrue(proxy.requests)

    def test_modes_are_looked_at(self):
        def expect(words):
            done = self.house.run("check-config")
            self.assertEqual(done.returncode, 1, words)
            self.assertIn(words, done.stderr)
            refused = self.house.deliver(mail())
            self.assertEqual(refused.returncode, 75)
            self.assertNotIn(SECRET.encode(), done.stderr + refused.stderr)
            self.assertEqual(self.house.desk.tickets(), [])

        for path, mode, good, words in ((self.house.config, 0o666, 0o644, b"others can write"),
                                        (self.house.state, 0o777, 0o700, b"[journal] path: others can write"),
                                        (self.house.secret_file, 0o640, 0o600, b"others can read")):
            os.chmod(path, mode)
            expect(words)
            os.chmod(path, good)
        self.assertEqual(self.house.deliver(mail()).returncode, 0)


if __name__ == "__main__":
    unittest.main()
