"""A provider's OAuth 2.0 server: oidc-provider from npm, pinned in oauth/, with a person who agrees to everything."""

import http.cookiejar
import json
import os
import re
import select
import shutil
import subprocess
import urllib.error
import urllib.parse
import urllib.request

import server_process

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "oauth")
CLIENT = "ticketgate"
SECRET = "e2e-oauth-client-secret-17"
DOVECOT_SECRET = "e2e-introspection-secret-17"


def why_not():
    """Why it cannot run here; None where it can."""
    if not shutil.which("node"):
        return "Node.js is not installed, so there is no OAuth server"
    if not os.path.isdir(os.path.join(FOLDER, "node_modules", "oidc-provider")):
        return "the OAuth server is not installed (contrib/bootstrap test installs it where npm is)"
    return None


class StopAtLocalhost(urllib.request.HTTPRedirectHandler):
    """Follows the pages, and ends where the browser would open an address of the person's own machine."""

    def redirect_request(self, request, file, code, message, headers, address):
        if address.startswith("http://localhost/"):
            raise StopIteration(address)
        return super().redirect_request(request, file, code, message, headers, address)


class OauthServer:
    def __init__(self):
        self.process = server_process.start_bound(["node", "server.mjs", SECRET, DOVECOT_SECRET], cwd=FOLDER,
                                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if not select.select([self.process.stdout], [], [], 60)[0]:
            raise RuntimeError("the OAuth server did not start")
        self.port = int(self.process.stdout.readline())

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def post(self, path, **form):
        form = {"client_id": CLIENT, "client_secret": SECRET, **form}
        with urllib.request.urlopen(self.url + path, urllib.parse.urlencode(form).encode(), timeout=60) as answer:
            return json.loads(answer.read() or b"{}")

    def revoke(self, token):
        self.post("/token/revocation", token=token)

    def agree(self, address):
        """Signs in at `address` and agrees, page by page. Returns where the browser is sent at last."""
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
                                              StopAtLocalhost())
        form = None
        try:
            for _ in range(10):
                with browser.open(address, form, timeout=60) as page:
                    text = page.read().decode()
                address = re.search(r'<form[^>]* action="([^"]+)"', text).group(1)
                fields = re.findall(r'<input[^>]* name="([^"]+)"(?:[^>]* value="([^"]*)")?', text)
                form = urllib.parse.urlencode({name: value or "support" for name, value in fields}).encode()
        except StopIteration as end:
            return end.value
        raise RuntimeError("the provider asks for ever")

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        self.process.stdout.close()
