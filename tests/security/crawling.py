"""Finding addresses: pages by following links, each kind of address before any kind twice; addresses of others' rows; the API's."""

import re
from collections import Counter, deque
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

from tests.api.endpoints import operations

STARTS = (
    "/", "/enterprises/", "/orgs/", "/orgs/tree/", "/instructors/", "/instructors/visits/", "/funding/", "/funding/batches/",
    "/funding/ledger/", "/funding/policies/", "/reports/coverage/", "/reports/coverage/trend/", "/access/areas/", "/access/why/",
    "/access/bodies/", "/admin/", "/nowhere/", "/api/v1/schema/", "/enterprises/?q=⟦", "/orgs/?q=⟦", "/orgs/?q=sibling",
    "/instructors/?q=other-", "/enterprises/999999/", "/orgs/choices/units/?permission=enterprises.view_unit&q=⟦",
    "/orgs/choices/people/?permission=access.view_person&q=⟦", "/orgs/choices/orgs/?permission=orgs.view_org&q=⟦",
)  # fmt: skip
LINKS = re.compile(rb"""(?:href|action|hx-get|data-search-url|src)=["']([^"']+)["']""")
AVOID = ("/static/", "/access/sign-out/", "/admin/logout/", "/i18n/", "/admin/jsi18n/", "/style/", "/api/v1/docs/")
FORM = re.compile(rb"<form[^>]*method=[\"']post[\"'][^>]*>.*?</form>", re.DOTALL | re.IGNORECASE)
FIELD = re.compile(rb"<(?:input|select|textarea)[^>]*?\sname=[\"']([^\"']+)[\"']")
KINDS = {
    "units": "unit", "organizations": "org", "instructors": "instructor", "dispatches": "dispatch", "batches": "batch",
    "entitlements": "entitlement", "payments": "payment", "policies": "policy", "formation-cases": "case",
    "formation-applications": "application", "areas": "area", "bodies": "body",
}  # fmt: skip
PAGES = {"enterprises": "unit", "orgs": "org", "instructors": "instructor", "funding": "entitlement"}
FOREIGN = ("sibling", "other", "parent")


def body_of(answer):
    """Return all bytes of an answer."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def links(answer, at):
    """Yield the addresses to which a page leads on this site."""
    for raw in LINKS.findall(answer.content):
        target = urldefrag(urljoin(at, unescape(raw.decode("utf-8", "replace"))))[0]
        if urlsplit(target).netloc == "" and target.startswith("/") and not target.startswith(AVOID):
            yield target


def shape(path):
    """Return the kind of an address: its path without numbers, and the names of its parameters."""
    parts = urlsplit(path)
    names = sorted({word.partition("=")[0] for word in parts.query.split("&")})
    return re.sub(r"\d+", "N", parts.path) + "?" + "&".join(names)


class Waiting:
    """Addresses to be asked for: every kind once, then every kind twice, and so on; none twice."""

    def __init__(self, per_shape):
        self.rounds, self.known, self.times = [deque() for _ in range(per_shape)], set(), Counter()

    def note(self, path):
        """Keep an address, unless it is known or there were enough like it."""
        if path not in self.known:
            self.known.add(path)
            kind = shape(path)
            if self.times[kind] < len(self.rounds):
                self.rounds[self.times[kind]].append(path)
            self.times[kind] += 1

    def take(self):
        """Return the next address, or None."""
        following = next(filter(None, self.rounds), None)
        return following.popleft() if following else None


def crawl(client, most, *, per_shape=12, secure=False):
    """Yield (address, answer) of at most so many pages that are found by following links."""
    waiting = Waiting(per_shape)
    for path in STARTS:
        waiting.note(path)
    while most and (path := waiting.take()) is not None:
        most -= 1
        answer = client.get(path, secure=secure)
        yield path, answer
        targets = links(answer, path) if answer.get("Content-Type", "").startswith("text/html") else ()
        for target in (*targets, *filter(None, [answer.get("Location")])):
            waiting.note(urljoin(path, target))


def of_others(world, kinds):
    """Yield addresses like those that were found, with the numbers of rows of others."""
    for kind in sorted(kinds):
        path = kind.partition("?")[0]
        if path.count("N") != 1:
            continue
        parts = path.strip("/").split("/")
        name = parts[2] if parts[0] == "admin" else PAGES.get(parts[0], "")
        for at in FOREIGN:
            row = next((one for key, one in world.sets[at].rows.items() if name in {key, one._meta.model_name}), None)
            if row is not None:
                yield path.replace("N", str(row.pk))


def filled(answer, world):
    """Yield what may be posted to a page's own address: each of its forms, with a row of others wherever a number fits."""
    rows = world.sets["sibling"].rows
    for form in FORM.findall(answer.content):
        values = {name.decode(): "" for name in FIELD.findall(form) if name != b"csrfmiddlewaretoken"}
        if values:
            yield {name: rows[name].pk if name in rows else rows["unit"].pk for name in values}


def api_addresses(world, *, orders):
    """Yield every list, with each order when asked, and every other reading address on rows of every relation."""
    for operation in operations():
        if operation.method != "GET":
            continue
        if not operation.arguments:
            yield operation.path
            for name in getattr(operation.view, "ordering_fields", ()) if orders and operation.action == "list" else ():
                yield f"{operation.path}?ordering=-{name}&page_size=100"
            continue
        name = KINDS.get(operation.path.split("/")[3])
        for relation in ("own", "line", "parent", "sibling", "other", "dispatched") if name else ():
            row = world.row(name, relation)
            if row is not None:
                yield operation.address(**{operation.arguments[0]: row.pk})
