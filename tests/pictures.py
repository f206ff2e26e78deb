"""The pictures of the user pages, taken of a running demo: ``python -m tests.pictures http://127.0.0.1:8000 [name …]``.

Each names the account that sees it, the page, and the screen; where a page begins below the top, the element to scroll to.
"""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parents[1] / "docs" / "images"
PASSWORD = "Demo-2026-ledger"  # of the demo accounts; ./run serve prints it
DESK = {"viewport": {"width": 1366, "height": 768}}
PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
SETTLED = 400  # ms for what is read later, and for charts


@dataclass(frozen=True)
class Picture:
    """One picture: ``links`` are followed by their first match before it is taken."""

    name: str
    login: str
    path: str
    links: tuple[str, ...] = ()
    at: str = ""
    is_phone: bool = False


PICTURES = (
    Picture("formation", "tiexi.committee", "/orgs/cases/"),
    Picture("formation-cleared", "tiexi.street6", "/orgs/cases/?status=cleared", ("tbody .lead a",)),
    Picture("formation-application", "tiexi.street6", "/orgs/applications/?stage=active", ("tbody .lead a",)),
    Picture("formation-coverage", "tiexi.street6", "/reports/coverage/"),
    Picture("plan", "tiexi.street", "/orgs/plans/", ("tbody .lead a",)),
    Picture("plan-groups", "tiexi.street", "/orgs/plans/", ("tbody .lead a",), at="#groups"),
    Picture("plan-unit", "tiexi.street", "/orgs/plans/", ("tbody .lead a", ".plan-line a")),
    Picture("plan-phone", "tiexi.street", "/orgs/plans/", ("tbody .lead a",), at="#groups", is_phone=True),
    Picture("plan-accepted", "tiexi.street6", "/orgs/plans/", ("tbody .lead a",), at="#groups"),
    Picture("warnings", "tiexi.committee", "/orgs/warnings/"),
    Picture("warning-phone", "tiexi.committee", "/orgs/warnings/", ("tbody .btn",), is_phone=True),
    Picture("terms", "tiexi.committee", "/orgs/terms/"),
    Picture("reelection", "tiexi.committee", "/orgs/reelections/?stage=filed", ("tbody .lead a",)),
    Picture("members", "tiexi.committee", "/orgs/members/"),
    Picture("member-phone", "tiexi.committee", "/orgs/members/?stage=probationary", ("tbody .lead a",), is_phone=True),
    Picture("letters", "tiexi.committee", "/orgs/members/letters/"),
)


def take(browser: Browser, address: str, picture: Picture) -> None:
    """Sign in, go to the page, and write what the screen shows."""
    device = PHONE if picture.is_phone else DESK
    context = browser.new_context(base_url=address, locale="zh-CN", reduced_motion="reduce", **device)
    page = context.new_page()
    page.goto("/access/sign-in/")
    page.fill("#id_username", picture.login)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(f"{address}/")
    page.goto(picture.path)
    for link in picture.links:
        with page.expect_navigation():
            page.locator(f"#content {link}").first.click()
    _settle(page, picture.at)
    page.screenshot(path=FOLDER / f"{picture.name}.png", animations="disabled")
    context.close()


def _settle(page: Page, at: str) -> None:
    page.wait_for_load_state("networkidle")
    if at:
        page.evaluate("at => document.querySelector(at).scrollIntoView()", at)
    page.wait_for_timeout(SETTLED)


def main() -> None:
    """Take the named pictures, or all of them."""
    address, names = sys.argv[1].rstrip("/"), set(sys.argv[2:])
    with sync_playwright() as playwright:
        arguments = ["--disable-gpu", "--no-sandbox", "--lang=zh-CN"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        for picture in PICTURES:
            if not names or picture.name in names:
                take(browser, address, picture)
        browser.close()


if __name__ == "__main__":
    main()
