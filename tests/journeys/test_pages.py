"""Every page within reach answers, fits desk and phone, can be used by everybody, and leaves the browser nothing to complain of."""

import re
from collections import deque
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest

from reports.demo.places import PASSWORD
from tests import processes
from tests.journeys.accessibility import BASICS, CONTRAST, SMALL_TARGETS
from tests.journeys.visitors import DESK, PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

ROLES = ("keqi.committee", "keqi.street", "keqi.instructor", "keqi.contact", "qianwei.finance")
MOST_PAGES = 30  # kinds of pages visited per role
FEWEST_PAGES = {
    "keqi.committee": 30,
    "keqi.street": 30,
    "keqi.instructor": 10,
    "keqi.contact": 8,
    "qianwei.finance": 15,
}
ASIDE = ("/access/sign-out/", "/static/", "/api/", "/admin/")  # the administration has a test and a look of its own
WIDTHS = (DESK["viewport"], PHONE["viewport"])
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LINKS = "[...document.querySelectorAll('a[href]:not([download])')].map((link) => link.href)"


@pytest.fixture(scope="module")
def demo_site(demo_district, app_database_url):
    """Serve the demo for the module; no test here writes."""
    with processes.serving(app_database_url) as address:
        yield address


def shape(address):
    """Return what kind of page an address leads to: its path without ids, and the names of what it asks."""
    parts = urlsplit(address)
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "N", parts.path)
    return path, tuple(sorted({name for name, _value in parse_qsl(parts.query)}))


def look(visitor, address):
    """Open a page at desk width, light and dark, then narrow it to the phone's; return what is wrong with it."""
    page = visitor.page
    page.set_viewport_size(WIDTHS[0])
    answer = page.goto(address)
    if page.locator("[hx-trigger=load]").count():
        page.wait_for_load_state("networkidle")
    wrong = [] if answer.status < 400 else [f"{answer.status} {address}"]
    if page.locator("html[data-theme-choice]").count():
        wrong += [f"{fault}: {address}" for fault in page.evaluate(BASICS)]
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            wrong += [f"{scheme} {fault}: {address}" for fault in page.evaluate(CONTRAST)]
    for width in WIDTHS:
        page.set_viewport_size(width)
        if (over := page.evaluate(TOO_WIDE)) > 0:
            wrong.append(f"{over} px too wide at {width['width']}: {address}")
    return wrong + [f"{fault}: {address}" for fault in page.evaluate(SMALL_TARGETS)]


def walk(visitor, start):
    """Follow every link to a page of a new kind; return the kinds seen and the faults met."""
    seen, wrong, waiting = set(), [], deque([start])
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.popleft()
        if shape(address) in seen:
            continue
        seen.add(shape(address))
        wrong += look(visitor, address)
        for link in visitor.page.evaluate(LINKS):
            target = urljoin(start, link).partition("#")[0]
            if target.startswith(start) and not urlsplit(target).path.startswith(ASIDE) and shape(target) not in seen:
                waiting.append(target)
    return seen, wrong


@pytest.mark.parametrize("role", ROLES)
def test_every_page_within_reach_answers_and_fits(role, demo_site, chromium):
    visitor = Visitor(chromium, demo_site)
    try:
        visitor.page.goto("/access/sign-in/")
        visitor.page.fill("#id_username", role)
        visitor.page.fill("#id_password", PASSWORD)
        visitor.press("登录")
        seen, wrong = walk(visitor, f"{demo_site}/")
        assert wrong == []
        assert visitor.faults == []
        assert len(seen) >= FEWEST_PAGES[role]
    finally:
        visitor.context.close()
