"""A person at a browser: signs in, fills in forms, and remembers everything the browser complained of."""

from playwright.sync_api import Browser, Page

from tests.factories.orgs import PASSWORD

HEAR_POLICY = """
  document.addEventListener("securitypolicyviolation", (fault) =>
    console.error(`policy: ${fault.violatedDirective} ${fault.blockedURI}`));
"""
PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
MOST_TABS = 60
REFUSED = "status of 422"  # a form that is refused answers so, and Chromium reports it
DESK = {"viewport": {"width": 1366, "height": 768}}


class Visitor:
    """One browser context with one page; ``faults`` are console errors, failed requests and policy violations."""

    def __init__(self, browser: Browser, address: str, *, device: dict = DESK) -> None:
        self.home = address
        self.context = browser.new_context(base_url=address, locale="zh-CN", **device)
        self.context.add_init_script(HEAR_POLICY)
        self.context.set_default_timeout(20_000)
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.pages: list[str] = []
        self.taps = 0
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._answered)
        self.page.on("framenavigated", lambda frame: self.pages.append(frame.url))

    def _heard(self, message) -> None:
        if message.type in {"error", "warning"} and REFUSED not in message.text:
            self.faults.append(f"{self.page.url}: {message.text}")

    def _answered(self, response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} {response.url}")

    def sign_in(self, user) -> None:
        """Sign in through the form."""
        self.page.goto("/access/sign-in/")
        self.page.fill("#id_username", user.username)
        self.page.fill("#id_password", PASSWORD)
        self.press("登录")
        self.page.wait_for_url(f"{self.home}/")

    def press(self, name: str) -> None:
        """Press the button of the page's form."""
        self.page.locator("form").get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_load_state()

    def follow(self, name: str) -> None:
        """Follow a link of the page's content."""
        self.page.locator("#content").get_by_role("link", name=name, exact=True).first.click()
        self.page.wait_for_load_state()

    def tap(self, target) -> None:
        """Tap with a finger what leads to another page, and count it."""
        self.taps += 1
        with self.page.expect_navigation():
            target.tap()

    def fill(self, **values: object) -> None:
        """Fill in fields by name."""
        for name, value in values.items():
            self.page.fill(f"#id_{name}", str(value))

    def look_up(self, name: str, words: str) -> None:
        """Choose from a searchable select: type, wait for the answer, take the first match."""
        box = self.page.locator(f"#id_{name}-ts-control")
        box.click()
        box.press_sequentially(words, delay=20)
        option = self.page.locator(".ts-dropdown .option", has_text=words).first
        option.click()

    def tab_to(self, selector: str) -> None:
        """Press Tab until an element has the focus.

        Raises:
            AssertionError: it is never reached.
        """
        for _ in range(MOST_TABS):
            if self.page.evaluate("one => document.activeElement.matches(one)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} is not reached by keyboard")

    def problems(self) -> list[str]:
        """Return the sentences by which the page refuses a form."""
        return self.page.locator(".field-errors li, .form-summary li").all_inner_texts()
