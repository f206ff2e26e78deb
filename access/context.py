"""What the frame of every page needs to know: navigation by grants, who is signed in, language, theme."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language

from access import policy, registries
from access.choices import Role

THEMES = frozenset({"light", "dark"})
TABS = 4  # lines of the navigation that fit into the bar at the bottom of a phone


@dataclass
class NavLine:
    """One line of the navigation as the template shows it."""

    label: str
    url: str
    icon: str
    section: str
    active: bool = False


@dataclass(frozen=True)
class NavSection:
    """Lines under one heading."""

    label: str
    items: list[NavLine]


class Shell:
    """The frame's values, each worked out only when a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._principal = getattr(request, "principal", None)

    @cached_property
    def signed_in(self) -> bool:
        """Say whether somebody is signed in."""
        return self._principal is not None and not self._principal.is_anonymous and not self._principal.is_system

    @cached_property
    def lines(self) -> list[NavLine]:
        """Return the allowed lines in order, the one nearest to the present address marked."""
        if not self.signed_in:
            return []
        lines = [line for item in registries.nav.items() if (line := self._line(item)) is not None]
        here = [line for line in lines if _leads_to(line.url, self._request.path)]
        if here:
            max(here, key=lambda line: len(line.url)).active = True
        return lines

    @cached_property
    def nav(self) -> list[NavSection]:
        """Return the lines grouped by section, sections in the order of their first line."""
        sections: dict[str, NavSection] = {}
        for line in self.lines:
            sections.setdefault(line.section, NavSection(line.section, [])).items.append(line)
        return list(sections.values())

    @cached_property
    def tabs(self) -> list[NavLine]:
        """Return the lines for the bottom bar of phones."""
        return self.lines[:TABS]

    @property
    def person(self) -> str:
        """Return the name of who is signed in."""
        return self._principal.name if self.signed_in else ""

    @property
    def body(self) -> str:
        """Return the body through which the first assignment is held."""
        return self._principal.held[0].body if self.signed_in and self._principal.held else ""

    @property
    def role(self) -> str:
        """Return the first role's name."""
        return str(Role(self._principal.held[0].role).label) if self.signed_in and self._principal.held else ""

    @property
    def language(self) -> str:
        """Return the language in force, as in LANGUAGES."""
        return get_language() or settings.LANGUAGE_CODE

    @property
    def theme(self) -> str:
        """Return the chosen colour theme: light, dark, or auto (as the system does)."""
        chosen = self._request.COOKIES.get("theme", "")
        return chosen if chosen in THEMES else "auto"

    @property
    def demo(self) -> bool:
        """Say whether this is the demo with invented data."""
        return bool(settings.IS_DEMO)

    def _line(self, item: registries.NavItem) -> NavLine | None:
        if item.perm and not policy.can(self._principal, item.perm):
            return None
        try:
            url = reverse(item.url_name)
        except NoReverseMatch:
            return None
        return NavLine(str(item.label), url, item.icon, str(item.section))


def _leads_to(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``shell`` in every template."""
    return {"shell": Shell(request)}
