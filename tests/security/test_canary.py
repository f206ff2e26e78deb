"""No byte that a role receives holds a token of a row that it may not see (P3)."""

import base64
import gzip
import io
import zipfile

import pytest

from access.choices import ADMIN_GROUPS, REACH_ROLES, Role
from tests.security.crawling import api_addresses, body_of, crawl, filled, of_others, shape
from tests.security.scanning import Scanner

STREET = frozenset({"own", "child", "line"})
SEES = dict.fromkeys(Role.values, STREET)  # the administrators: accounts of the street
SEES |= {role: frozenset({"dispatched"}) for role in REACH_ROLES} | {Role.MEMBER_UNIT: frozenset({"line"})}
QUICK = {
    Role.STREET_OFFICER: 90, Role.COMMITTEE: 70, Role.INSTRUCTOR: 40, Role.MEMBER_UNIT: 40, Role.SECRETARY: 30,
    Role.CONTACT: 30, Role.AUDITOR: 50,
}  # fmt: skip
FULL = 1500
PARTS_OF_A_LIST = 4  # slashes in the address of a list of the API
MEETS = {Role.SECRETARY: 8, Role.CONTACT: 4} | dict.fromkeys(ADMIN_GROUPS, 3)  # tokens that the crawl must come upon


def everything(world, client, most, *, full):
    """Yield (address, answer, whether numbers may be in it) of all that a role can ask for."""
    kinds, forms = set(), set()
    for path, answer in crawl(client, most):
        yield path, answer, False
        kinds.add(shape(path))
        if shape(path) not in forms and "/password/" not in path:
            forms.add(shape(path))
            for values in filled(answer, world):
                yield f"POST {path}", client.post(path, values), True  # a number that is revealed by an act is in clear
    for path in of_others(world, kinds):
        yield path, client.get(path), False
    for path in api_addresses(world, orders=full):
        yield path, client.get(path), False
        if full or path.count("/") == PARTS_OF_A_LIST:
            yield f"OPTIONS {path}", client.options(path), False


def leaks_of(world, client, role, most, *, full=False):
    scanner, found = Scanner(world, SEES[role]), []
    for path, answer, reveals in everything(world, client, most, full=full):
        found += [
            (path, leak)
            for leak in scanner.leaks(body_of(answer) + repr(answer.headers).encode(), numbers=not reveals)[:3]
        ]
        found += [(path, answer.status_code)] if answer.status_code >= 500 else []
    assert len(scanner.met) >= MEETS.get(role, 10), f"{role} met only {len(scanner.met)} tokens: the crawl goes nowhere"
    return found


@pytest.mark.parametrize("role", QUICK)
def test_nothing_of_others_is_received(world, browser, role):
    assert leaks_of(world, browser(role), role, QUICK[role]) == []


@pytest.mark.full
@pytest.mark.parametrize("role", Role.values)
def test_nothing_of_others_is_received_in_full(world, browser, role):
    assert leaks_of(world, browser(role), role, FULL, full=True) == []


def archive(text):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/sharedStrings.xml", text)
    return packed.getvalue()


DISGUISES = {
    "plain": str.encode,
    "escaped": lambda token: token.encode("unicode_escape"),
    "every letter escaped": lambda token: "".join(f"\\u{ord(letter):04x}" for letter in token).encode(),
    "entities": lambda token: "".join(f"&#{ord(letter)};" for letter in token).encode(),
    "percent": lambda token: "".join(f"%{byte:02X}" for byte in token.encode()).encode(),
    "base64": lambda token: base64.b64encode(b"hidden " + token.encode() + b" and more"),
    "base64 inside a cursor": lambda token: b"cursor=abc" + base64.urlsafe_b64encode(b'["' + token.encode() + b'", 1]'),
    "gzip": lambda token: gzip.compress(token.encode()),
    "gzip in base64": lambda token: b"data:" + base64.b64encode(gzip.compress(token.encode() * 2)),
    "workbook": archive,
}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_the_scanner_finds_every_disguise(world, disguise):
    hidden, seen = min(world.tokens["sibling"]), min(world.tokens["own"])
    scanner, hide = Scanner(world, STREET), DISGUISES[disguise]
    assert scanner.leaks(hide(hidden)) == [hidden[1:-1]]
    assert scanner.leaks(hide(seen)) == []


def test_the_scanner_finds_numbers(world):
    number = min(world.numbers)
    assert Scanner(world, STREET).leaks(f"tel:{number}".encode()) == [number]
