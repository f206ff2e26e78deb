"""Whether the page that a visitor has open is sound: reachable by everybody, readable, within the screen."""

from tests.journeys.accessibility import BASICS, CONTRAST, SMALL_TARGETS

WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth ? ['wider than the screen'] : []"

PHONE = 480  # px; narrower pages are used with a finger


def insist(visitor) -> None:
    """Insist that the page has no fault; it stays as the visitor has it.

    Raises:
        AssertionError: every fault with the address.
    """
    page = visitor.page
    scripts = [BASICS, CONTRAST, WIDER] + ([SMALL_TARGETS] if page.viewport_size["width"] < PHONE else [])
    found = [fault for script in scripts for fault in page.evaluate(script)]
    assert not found, (page.url, found)
