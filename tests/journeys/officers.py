"""An officer with the survey page on a phone-sized screen."""

from playwright.sync_api import expect

from tests.journeys.visitors import PHONE, Visitor

PIN = "48291370"
NO_NETWORK = (
    "ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "ERR_CONNECTION", "ERR_NETWORK", "ERR_EMPTY_RESPONSE", "ERR_CONTENT_LENGTH",
    "ERR_INCOMPLETE", "ERR_INVALID_HTTP_RESPONSE",
)  # fmt: skip
# awaited, not polled: polling evaluates text, which the page's policy forbids and reports
WORKER_CONTROLS = """async () => {
  const workers = navigator.serviceWorker;
  if (!workers.controller) await new Promise((done) => workers.addEventListener("controllerchange", done, { once: true }));
}"""
DUMP = """async () => {
  const open = (name) => new Promise((done) => { const r = indexedDB.open(name); r.onsuccess = () => done(r.result); });
  const all = (store) => new Promise((done) => { const r = store.getAll(); r.onsuccess = () => done(r.result); });
  const raw = (value) => value instanceof ArrayBuffer ? new TextDecoder("latin1").decode(value)
    : ArrayBuffer.isView(value) ? new TextDecoder("latin1").decode(value)
    : value && typeof value === "object" ? Object.entries(value).map(([k, v]) => k + "=" + raw(v)).join(";") : String(value);
  const found = {};
  for (const { name } of await indexedDB.databases()) {
    const base = await open(name);
    for (const store of base.objectStoreNames) {
      found[store] = (await all(base.transaction(store).objectStore(store))).map(raw).join("\\n");
    }
  }
  found.localStorage = JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage });
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) found[request.url] = await (await cache.match(request)).text();
  }
  return found;
}"""


class Officer(Visitor):
    """Visits units; a missing network is no fault of the page."""

    def __init__(self, browser, address, user):
        super().__init__(browser, address, device=PHONE)
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.sign_in(user)

    def _heard(self, message):
        if not any(word in message.text for word in NO_NETWORK):
            super()._heard(message)

    def at(self, screen):
        expect(self.page.locator(f"[data-screen={screen}]")).to_be_visible(timeout=30_000)

    def set_up(self):
        self.page.goto("/survey/")
        self.at("setup")
        self.page.fill("#new-pin", PIN)
        self.page.fill("#new-pin-again", PIN)
        self.page.click("#setup-go")
        self.at("list")
        self.page.evaluate(WORKER_CONTROLS)

    def open(self, pin=PIN):
        self.at("unlock")
        self.page.fill("#pin", pin)
        self.page.press("#pin", "Enter")
        self.at("list")

    def reload(self):
        self.page.reload()
        self.open()

    def begin(self, unit):
        """Open the form of a unit."""
        self.page.locator(f"#units [data-unit='{unit.pk}'] button").tap()
        self.at("form")

    def enter(self, unit, **counts):
        """Enter a visit on the phone; return the taps it took."""
        self.begin(unit)
        for name, value in counts.items():
            self.page.fill(f"#{name}", str(value))
        self.page.locator("#save").tap()
        self.at("list")
        return 2 + len(counts)

    def offline(self, is_off=True):
        self.context.set_offline(is_off)

    def counts(self, here, delivered, entered):
        for name, number in (("here", here), ("delivered", delivered), ("entered", entered)):
            expect(self.page.locator(f"#count-{name}")).to_have_text(str(number), timeout=20_000)

    def sync(self):
        self.page.locator("#sync").tap()
        expect(self.page.locator("#sync")).to_be_enabled(timeout=20_000)

    def dump(self):
        return self.page.evaluate(DUMP)
