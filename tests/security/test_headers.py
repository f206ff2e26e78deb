"""Every class of answer carries the headers of a hardened site (A5), under the settings of production."""

import pytest
from django.db import IntegrityError, OperationalError

from access.choices import Role
from enterprises.querysets import UnitQuerySet
from tests.repository.test_settings import GOOD, _start
from tests.security.crawling import body_of, crawl

YEAR = 365 * 24 * 60 * 60
EXACT = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
PRESENT = ("Permissions-Policy", "X-Request-ID", "Content-Security-Policy", "Strict-Transport-Security")
STRICT = (
    "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD", "SECURE_CONTENT_TYPE_NOSNIFF",
    "SECURE_REFERRER_POLICY", "SECURE_CROSS_ORIGIN_OPENER_POLICY", "X_FRAME_OPTIONS", "CONTENT_SECURITY_POLICY",
    "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY",
    "CSRF_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_SAMESITE", "SECURE_SSL_REDIRECT",
)  # fmt: skip
CLASSES = {  # what is answered → (method, address, statuses)
    "page": ("GET", "/enterprises/", {200}),
    "redirect": ("GET", "/admin/login/", {302}),
    "redirect to a slash": ("GET", "/enterprises", {301}),
    "bad parameter": ("GET", "/api/v1/units/?x=1", {400}),
    "bad host": ("GET", "/enterprises/", {400}),
    "bad host of the API": ("GET", "/api/v1/units/", {400}),
    "forbidden": ("GET", "/access/accounts/new/", {403}),
    "forged form": ("POST", "/access/sign-in/", {403}),
    "not found": ("GET", "/nowhere/", {404}),
    "absent row": ("GET", "/enterprises/999999999/", {404}),
    "wrong method": ("DELETE", "/enterprises/", {405}),
    "trace": ("TRACE", "/enterprises/", {405}),
    "trace of the API": ("TRACE", "/api/v1/units/", {405}),
    "trace of a file": ("TRACE", "/static/dist/app.css", {403, 405}),
    "options": ("OPTIONS", "/enterprises/", {200}),
    "options of the API": ("OPTIONS", "/api/v1/units/", {200, 405}),
    "head": ("HEAD", "/enterprises/", {200}),
    "api": ("GET", "/api/v1/units/", {200}),
    "api not found": ("GET", "/api/v1/units/999999999/", {404}),
    "api not acceptable": ("GET", "/api/v1/units/?format=xml", {400, 404, 406}),
    "api body unreadable": ("POST", "/api/v1/units/", {400, 415}),
    "schema": ("GET", "/api/v1/schema/", {200}),
    "document": ("GET", "/api/v1/docs/", {200}),
    "live": ("GET", "/healthz/live", {200}),
    "ready": ("GET", "/healthz/ready", {200, 503}),
    "sign in": ("GET", "/access/sign-in/", {200, 302}),
    "language": ("GET", "/i18n/setlang/", {302, 405}),
    "form refused": ("POST", "/enterprises/new/", {200, 422}),
}
FUNCTIONS = (
    "/healthz/live",
    "/i18n/setlang/",
    "/admin/",
    "/admin/access/user/",
    "/style/",
    "/api/v1/ping",
    "/static/dist/app.css",
)


@pytest.fixture(autouse=True)
def hardened(settings, monkeypatch):
    """Answer under the settings that a production start makes."""
    with monkeypatch.context() as patch:
        made = _start(patch, **GOOD)
    for name in STRICT:
        setattr(settings, name, made[name])
    return made


def lacking(answer, *, kept=False):
    """Return what an answer's headers lack; ``kept`` says that it may be kept by a cache."""
    found = answer.headers
    wrong = [name for name, value in EXACT.items() if found.get(name) != value]
    wrong += [name for name in PRESENT if name not in found]
    policy = dict(part.split(" ", 1) for part in found.get("Content-Security-Policy", "").split("; ") if " " in part)
    wrong += [name for name in ("object-src", "base-uri", "frame-ancestors") if policy.get(name) != "'none'"]
    wrong += [name for name in ("default-src", "script-src", "form-action") if policy.get(name) != "'self'"]
    if not kept and "no-store" not in found.get("Cache-Control", ""):
        wrong.append("Cache-Control")
    wrong += [f"cookie {name}" for name, cookie in answer.cookies.items() if not is_safe(cookie)]
    lives = found.get("Strict-Transport-Security", "")
    return wrong + (["short HSTS"] if int(lives.partition("max-age=")[2].partition(";")[0] or 0) < YEAR else [])


def is_safe(cookie):
    return bool(
        cookie["secure"] and cookie["httponly"] and cookie["samesite"] in {"Lax", "Strict"} and cookie["path"] == "/"
    )


@pytest.mark.parametrize("kind", CLASSES)
def test_every_class_of_answer_carries_the_headers(browser, kind):
    method, address, statuses = CLASSES[kind]
    client = browser(Role.STREET_OFFICER)
    client.handler.enforce_csrf_checks = kind == "forged form"
    host = {"HTTP_HOST": "evil.example"} if "bad host" in kind else {}
    answer = client.generic(method, address, secure=True, **host)
    assert answer.status_code in statuses
    assert lacking(answer, kept=address.startswith("/static/")) == []


@pytest.mark.parametrize("address", ["/enterprises/", "/api/v1/units/", "/static/dist/app.css"])
def test_without_tls_one_is_led_to_it_or_refused(browser, address):
    """Browsers ignore HSTS without TLS, so that it alone may be missing there."""
    client = browser(Role.STREET_OFFICER)
    led, refused = client.get(address), client.get(address, headers={"host": "evil.example"})
    assert (led.status_code, refused.status_code) == (301, 400)
    assert led["Location"].startswith("https://")
    for answer in (led, refused):
        assert set(lacking(answer)) <= {
            "Strict-Transport-Security",
            "short HSTS",
            *(["Cache-Control"] if "static" in address else []),
        }


@pytest.mark.parametrize("address", ["/enterprises/", "/api/v1/units/"])
@pytest.mark.parametrize(("fault", "status"), [(RuntimeError, 500), (OperationalError, 503), (IntegrityError, 409)])
def test_trouble_carries_the_headers_too(browser, monkeypatch, address, fault, status):
    def broken(*args, **kwargs):
        raise fault("a secret of the inside")

    monkeypatch.setattr(UnitQuerySet, "visible_to", broken)
    answer = browser(Role.STREET_OFFICER).get(address, secure=True)
    assert answer.status_code == status
    assert lacking(answer) == []
    assert b"secret of the inside" not in answer.content
    assert b"Traceback" not in answer.content


def test_files_carry_the_headers(client, db):
    answer = client.get("/static/dist/app.css", secure=True)
    assert body_of(answer)
    assert answer.status_code == 200
    assert lacking(answer, kept=True) == []


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND"])
def test_unknown_methods_are_refused_everywhere(browser, method):
    client = browser(Role.SYSTEM_ADMIN)
    for address in FUNCTIONS:
        answer = client.generic(method, address, secure=True, HTTP_X_SECRET="echo-of-a-header")
        assert answer.status_code == 405, address
        assert b"echo-of-a-header" not in body_of(answer)
        assert lacking(answer, kept=address.startswith("/static/")) == [], address


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.SYSTEM_ADMIN])
def test_no_page_is_exempt(browser, role):
    """One address of each kind that a role finds by following links: an exempted view among them is seen here."""
    client = browser(role)
    met, wrong = 0, []
    for address, answer in crawl(client, most=150, per_shape=1, secure=True):
        met += answer.status_code == 200
        wrong += [(address, name) for name in lacking(answer)]
    assert wrong == []
    assert met >= PAGES[role]


PAGES = {Role.COMMITTEE: 60, Role.SYSTEM_ADMIN: 8}


def test_cookies_belong_to_this_host(hardened):
    for name in ("SESSION", "CSRF", "LANGUAGE"):
        assert hardened[f"{name}_COOKIE_NAME"].startswith("__Host-")
        assert hardened[f"{name}_COOKIE_SECURE"]
        assert hardened[f"{name}_COOKIE_HTTPONLY"]
        assert hardened.get(f"{name}_COOKIE_DOMAIN") is None
        assert hardened.get(f"{name}_COOKIE_PATH", "/") == "/"
