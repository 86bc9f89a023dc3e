"""Looks at the pages of `cwc compare --html` as a reader does, through WebDriver, which is plain HTTP.

report-browser.py DRIVER BROWSER FOLDER: checks report.html and table.html in FOLDER, leaves screenshots there.
"""

import base64
import contextlib
import json
import pathlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request


class Browser:
    """A headless browser with a window of its own."""

    def __init__(self, driver, program, width=1280, height=900, dark=False, phone=False):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen([driver, f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.session = ""
        self.width = width
        try:
            self.wait_until_ready()
            options = {"binary": program, "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--window-size={width},{height}"]}
            wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
            made = self.call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
            self.session = f"/session/{made['sessionId']}"
            self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height,
                          deviceScaleFactor=2 if phone else 1, mobile=phone)
            scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
            self.devtools("Emulation.setEmulatedMedia", features=[scheme])
        except BaseException:
            self.close()
            raise

    def wait_until_ready(self):
        for _ in range(150):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.base}/status").close()
                return
            time.sleep(0.1)
        sys.exit("report-browser: the driver does not answer")

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.base}{self.session}{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            sys.exit(f"report-browser: {path}: {json.load(error)['value']['message']}")

    def devtools(self, command, **parameters):
        return self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def open(self, path):
        self.call("POST", "/url", {"url": path.resolve().as_uri()})

    def run(self, script):
        """The value of a JavaScript expression."""
        return self.call("POST", "/execute/sync", {"script": f"return ({script})", "args": []})

    def until(self, script, what):
        """Waits for an expression to be true: pictures are decoded when the browser likes."""
        for _ in range(50):
            if self.run(script):
                return
            time.sleep(0.1)
        sys.exit(f"report-browser: {what}: never so: {script}")

    def press(self, selector, *keys):
        """Real key strokes to an element."""
        self.run(f"document.querySelector({json.dumps(selector)}).focus()")
        strokes = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.call("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": strokes}]})

    def drag(self, start, end=None):
        """The pointer goes to a point; with another, it is pressed, moved there and released."""
        def move(point):
            return {"type": "pointerMove", "duration": 50, "x": round(point[0]), "y": round(point[1])}
        steps = [move(start)]
        if end:
            steps += [{"type": "pointerDown", "button": 0}, move(end), {"type": "pointerUp", "button": 0}]
        pointer = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": steps}
        self.call("POST", "/actions", {"actions": [pointer]})

    def box(self, selector):
        """Left, top, width and height of an element, after it was scrolled into view."""
        element = f"document.querySelector({json.dumps(selector)})"
        return self.run(f"(e => (e.scrollIntoView({{ block: 'center' }}), (b => [b.left, b.top, b.width, b.height])"
                        f"(e.getBoundingClientRect())))({element})")

    def save_screenshot(self, path):
        size = self.devtools("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        picture = self.devtools("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        path.write_bytes(base64.b64decode(picture["data"]))

    def complaints(self):
        return [entry["message"] for entry in self.call("POST", "/se/log", {"type": "browser"})]

    def close(self):
        if self.session:
            with contextlib.suppress(SystemExit, OSError):
                self.call("DELETE", "")
        self.process.terminate()
        self.process.wait()


checks = 0


def check(right, what):
    global checks
    checks += 1
    if not right:
        sys.exit(f"report-browser: not so: {what}")


RIGHT, LEFT, HOME, SHIFT = "\ue014", "\ue012", "\ue011", "\ue008"


def check_page(browser, page):
    """What is told."""
    browser.open(page)
    check(browser.run("document.title") == "cwc-seed beside cwc, jpeg and webp", "the title names the codecs")
    browser.until("document.querySelectorAll('#charts svg .curve').length === 20", "four curves in each chart")
    check(browser.run("document.querySelectorAll('#verdict tbody tr').length") == 3, "a BD-rate against each codec")
    check(browser.run("document.querySelectorAll('#losses li').length") > 0, "the seed's losses are told")
    left_out = browser.run("document.querySelector('#skipped').textContent")
    check("odd-7x9, SSIM: a side of 7 pixels" in left_out, "small pictures are named")
    check(browser.run("document.querySelectorAll('#image-rates tbody tr').length") == 3, "a row for each picture")
    check(browser.run("document.images.length") == 2 and "data:" in browser.run("document.images[0].src"), "pictures are in it")
    check(not browser.run("performance.getEntriesByType('resource').filter(e => !e.name.startsWith('data:')).length"),
          "nothing is loaded")


def check_curves(browser):
    """Choice of codecs, values under the pointer, keys."""
    left, top, width, height = browser.box("#charts figure:nth-child(3) svg")
    browser.drag((left + 0.55 * width, top + 0.8 * height))
    browser.until("document.querySelectorAll('.values tr').length > 1", "the pointer shows values")
    shown = browser.run("document.querySelector('figure:nth-child(3) .values').textContent")
    check("bits per pixel" in shown and "webp" in shown, "rate and codecs under the pointer")
    browser.press("#charts svg", RIGHT, RIGHT)
    browser.until("document.querySelector('.values').textContent.includes('measured: ')", "keys find measured points")
    first = browser.run("document.querySelector('.values b').textContent")
    browser.press("#charts svg", RIGHT)
    browser.until(f"document.querySelector('.values b').textContent !== {json.dumps(first)}", "keys move on")
    browser.press("#codecs input[value=jpeg]", " ")
    browser.until("document.querySelectorAll('#charts svg .curve').length === 15", "a codec is put away")
    browser.press("#codecs input[value=jpeg]", " ")
    browser.until("document.querySelectorAll('#charts svg .curve').length === 20", "and shown again")
    path = "document.querySelector('#charts .curve').getAttribute('points')"
    before = browser.run(path)
    browser.press("#axis input:checked", RIGHT)
    browser.until(f"{path} !== {json.dumps(before)}", "the axis changes")
    browser.run("(s => (s.value = 'odd-7x9', s.dispatchEvent(new Event('change'))))(document.querySelector('#curve-image'))")
    check("too small" in browser.run("document.querySelectorAll('#charts svg')[2].textContent"), "no MS-SSIM of 7 × 9")


def check_pictures(browser):
    """Divider, sides, zoom, map."""
    place = "Number(document.querySelector('#divider').getAttribute('aria-valuenow'))"
    browser.until("[...document.images].every(i => i.complete && i.naturalWidth > 0)", "pictures are decoded")
    check(browser.run(place) == 50, "the divider begins in the middle")
    left, top, width, height = browser.box("#stage")
    middle = top + height / 2
    browser.drag((left + width / 2, middle), (left + 0.8 * width, middle))
    check(abs(browser.run(place) - 80) <= 1, "the pointer moves the divider")
    clip = browser.run("getComputedStyle(document.querySelector('#image-left')).clipPath")
    check(clip.startswith("inset("), "the divider cuts the left picture")
    browser.press("#divider", LEFT, LEFT)
    check(abs(browser.run(place) - 78) <= 1, "arrow keys move the divider")
    browser.press("#divider", HOME)
    check(browser.run(place) == 0, "so does Home")
    browser.press("#divider", RIGHT)

    sizes = browser.run("[...document.querySelectorAll('#left option')].map(o => o.value)")
    check(sizes == ["original", "cwc-seed", "cwc", "jpeg", "webp"], "the original and every codec")
    source = "document.querySelector('#image-left').src"
    before = browser.run(source)
    browser.press("#left", HOME)
    browser.until(f"{source} !== {json.dumps(before)}", "a side is chosen")

    browser.press("#map", " ")
    browser.until("!document.querySelector('#overlay').hidden && document.querySelector('#overlay').width > 100", "the map")
    browser.until("document.querySelector('#map-note').textContent.includes('cwc-seed')", "the map is the seed's")
    browser.press("#zoom input:checked", RIGHT, RIGHT, RIGHT)
    browser.until("document.querySelector('#image-left').classList.contains('sharp')", "pixels are shown")
    scale = browser.run("document.querySelector('#canvas').offsetWidth / document.querySelector('#image-left').naturalWidth")
    check(abs(scale - 4) < 0.01, "four pixels of the screen for one of the picture")
    transform = "document.querySelector('#canvas').style.transform"
    before = browser.run(transform)
    left, top, width, height = browser.box("#stage")
    browser.drag((left + 0.6 * width, top + height / 2), (left + 0.4 * width, top + height / 3))
    check(browser.run(transform) != before, "the pointer moves the picture")
    before = browser.run(transform)
    browser.press("#stage", RIGHT)
    check(browser.run(transform) != before, "arrow keys move the picture")

    name = browser.run("document.querySelector('#picture').value")
    browser.press("#next", " ")
    browser.until(f"document.querySelector('#picture').value !== {json.dumps(name)}", "the next picture")
    figures = "document.querySelector('#right-figures').textContent"
    before = browser.run(figures)
    browser.press("#sizes input:checked", RIGHT)
    browser.until(f"{figures} !== {json.dumps(before)}", "another size of file")


def main():
    driver, program, folder = sys.argv[1:]
    folder = pathlib.Path(folder)
    grounds = {}
    for name, look in {
        "light": {}, "dark": {"dark": True}, "phone": {"width": 390, "height": 844, "phone": True},
    }.items():
        with contextlib.closing(Browser(driver, program, **look)) as browser:
            check_page(browser, folder / "report.html")
            grounds[name] = browser.run("getComputedStyle(document.body).backgroundColor")
            check(browser.run("document.documentElement.scrollWidth") <= browser.width, f"{name}: nothing sticks out")
            if name == "light":
                check_curves(browser)
                check_pictures(browser)
            browser.save_screenshot(folder / f"{name}.png")
            check(not browser.complaints(), f"{name}: no complaint in the console")
            if name == "light":
                browser.open(folder / "table.html")
                check(browser.run("document.querySelector('#pictures').hidden"), "a table has no pictures")
                browser.until("document.querySelectorAll('#charts svg .curve').length > 0", "a table has curves")
                check(not browser.complaints(), "no complaint about a table")
    check(grounds["light"] != grounds["dark"], "dark mode has a dark ground")
    print(f"report-browser: {checks} checks hold in headless Chromium")


main()
