"""Headless Chromium, controlled through ChromeDriver (WebDriver, W3C), for tests of what people see in a browser.

Standard library only. If TICKETGATE_PICTURES names a folder, pictures of the pages are written there as PNG.
"""

import base64
import http.client
import json
import os
import shutil
import subprocess
import tempfile

DRIVER, BROWSER = shutil.which("chromedriver"), shutil.which("chromium")
WHY_NOT = None if DRIVER and BROWSER else "no Chromium with its driver: contrib/bootstrap browser"
PICTURES = os.environ.get("TICKETGATE_PICTURES")
# It has no sandbox when it runs as root; the other options keep it from using the network.
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars"]

# The contrast of each text with its background (WCAG 2.1, 1.4.3), and of the edge of each field (1.4.11).
CONTRAST = """
function parse(c) { const n = c.match(/[\\d.]+/g).map(Number); return n.length > 3 ? n : [...n, 1]; }
function light(c) {
    const [r, g, b] = c.slice(0, 3).map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function behind(e) {
    for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] > 0) return c; }
    return parse(getComputedStyle(document.documentElement).colorScheme.includes('dark') ? 'rgb(0,0,0)' : 'rgb(255,255,255)');
}
function ratio(a, b) { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); }
const bad = [];
for (const e of document.querySelectorAll('body *')) {
    const style = getComputedStyle(e), isField = ['INPUT', 'SELECT', 'TEXTAREA'].includes(e.tagName);
    const hasText = isField || [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!hasText || !e.getClientRects().length || e.tagName === 'OPTION') continue;
    const text = ratio(parse(style.color), behind(e));
    if (text < 4.5) bad.push(e.tagName + '.' + e.className + ' ' + text.toFixed(2));
    const edge = isField ? ratio(parse(style.borderTopColor), behind(e.parentElement)) : 3;
    if (edge < 3) bad.push('edge of ' + e.tagName + ' ' + edge.toFixed(2));
}
return [...new Set(bad)];
"""


class Browser:
    """One Chromium. close() ends both processes."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="ticketgate-browser-")
        self.driver = subprocess.Popen([DRIVER, "--port=0"], stdout=subprocess.PIPE, text=True,
                                       cwd=self.folder, env={**os.environ, "HOME": self.folder, "TMPDIR": self.folder})
        self.session = ""
        self.port = self.read_port()
        options = {"binary": BROWSER, "args": [*FLAGS, "--user-data-dir=" + os.path.join(self.folder, "profile")]}
        made = self.call("POST", "/session", capabilities={"alwaysMatch": {
            "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}})
        self.session = "/session/" + made["sessionId"]

    def read_port(self):
        for line in self.driver.stdout:
            if "successfully on port" in line:
                return int(line.split("on port")[1].strip(" .\n"))
        raise RuntimeError("chromedriver did not start")

    def call(self, method, path, **body):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request(method, self.session + path, json.dumps(body) if method == "POST" else None)
        value = json.loads(connection.getresponse().read())["value"]
        connection.close()
        if isinstance(value, dict) and "error" in value:
            raise RuntimeError(value["error"] + ": " + value["message"])
        return value

    def devtools(self, command, **parameters):
        return self.call("POST", "/goog/cdp/execute", cmd=command, params=parameters)

    def script(self, text):
        return self.call("POST", "/execute/sync", script=text, args=[])

    def resize(self, width, height=900):
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                      mobile=width < 600)

    def set_scheme(self, scheme):
        self.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def find(self, selector):
        return next(iter(self.call("POST", "/element", using="css selector", value=selector).values()))

    def click(self, selector):
        self.call("POST", f"/element/{self.find(selector)}/click")

    def type(self, selector, text):
        self.call("POST", f"/element/{self.find(selector)}/value", text=text)

    def open(self, url):
        self.call("POST", "/url", url=url)

    def forget_complaints(self):
        self.call("POST", "/se/log", type="browser")

    def complaints(self):
        """The browser's complaints since the last call, such as a resource that it may not load."""
        return [line["message"] for line in self.call("POST", "/se/log", type="browser") if "favicon" not in line["message"]]

    def keep_picture(self, name):
        if PICTURES:
            with open(os.path.join(PICTURES, name + ".png"), "wb") as file:
                file.write(base64.b64decode(self.call("GET", "/screenshot")))

    def close(self):
        if self.session:
            self.call("DELETE", "")
        self.driver.terminate()
        self.driver.wait(30)
        self.driver.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)
