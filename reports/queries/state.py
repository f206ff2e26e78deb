"""What is true of each unit and each organization on a valid day as known at an instant, as SQL.

Every flag of :class:`reports.choices.Flag` is one boolean expression over the dated tables; an indicator joins only the tables that its
flags need. This module is the only home of that SQL: figures, drill-downs, trends and lists are cut from it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from reports.choices import Flag


@dataclass(frozen=True)
class Moment:
    """The two clocks: the day asked about, and the instant at which it was known (None is now).

    ``key`` names the day's parameter, so that one statement can ask about several days.
    """

    on: date
    known: datetime | None = None
    key: str = "on"

    @property
    def day(self) -> str:
        """The day as SQL."""
        return f"%({self.key})s::date"

    @property
    def params(self) -> dict[str, Any]:
        """Parameters of every statement of this module."""
        return {self.key: self.on, "known": self.known}

    def live(self, alias: str) -> str:
        """Return the condition that a dated row is in force on the day, as known at the instant."""
        return f"{self.known_rows(alias)} AND {alias}.holds_from <= {self.day} AND {alias}.holds_until > {self.day}"

    def happened(self, alias: str, column: str) -> str:
        """Return the condition that an event had happened by the day and was known at the instant."""
        known = "" if self.known is None else f" AND {alias}.recorded_at <= %(known)s"
        return f"{alias}.{column} <= {self.day}{known}"

    def known_rows(self, alias: str) -> str:
        """Return the condition that a row was known at the instant."""
        if self.known is None:
            return f"{alias}.superseded_at IS NULL"
        return (
            f"{alias}.recorded_at <= %(known)s AND ({alias}.superseded_at IS NULL OR {alias}.superseded_at > %(known)s)"
        )


# joins that a flag needs beyond unit and placement: key → SQL with {live_x} places
_FACTS = {
    "status": "LEFT JOIN enterprises_statusfact s ON s.unit_id = u.id AND {s}",
    "base": "LEFT JOIN enterprises_basefact b ON b.unit_id = u.id AND {b}",
    "members": "LEFT JOIN enterprises_membersfact m ON m.unit_id = u.id AND {m}",
    "scale": "LEFT JOIN enterprises_scalefact sc ON sc.unit_id = u.id AND {sc}",
    "line": "LEFT JOIN enterprises_managingfact mg ON mg.unit_id = u.id AND {mg}"
    " LEFT JOIN access_body mb ON mb.id = mg.body_id LEFT JOIN access_industryline il ON il.id = mb.line_id",
    "coverage": "LEFT JOIN (SELECT c.unit_id, bool_or(c.mode = 'single') AS single, bool_or(c.mode = 'joint') AS joint,"
    " bool_or(c.mode = 'affiliated') AS affiliated, bool_or(c.mode = 'relying') AS relying, bool_or(c.mode = 'regional') AS regional"
    " FROM orgs_coverage c WHERE {c} GROUP BY c.unit_id) cov ON cov.unit_id = u.id",
    "mass": "LEFT JOIN (SELECT mo.unit_id, bool_or(mo.kind = 'union') AS has_union, bool_or(mo.kind = 'league') AS has_league,"
    " bool_or(mo.kind = 'women') AS has_women FROM enterprises_massorgfact mo WHERE {mo}"
    " GROUP BY mo.unit_id) mass ON mass.unit_id = u.id",
    "liaison": "LEFT JOIN enterprises_liaisonfact li ON li.unit_id = u.id AND {li}",
    "card": "LEFT JOIN (SELECT DISTINCT ca.unit_id FROM orgs_contactcard ca WHERE {ca}) cards ON cards.unit_id = u.id",
    "instructor": "LEFT JOIN (SELECT DISTINCT ds.unit_id FROM instructors_dispatch ds WHERE ds.unit_id IS NOT NULL AND {ds}) ins"
    " ON ins.unit_id = u.id",
    "grid": "LEFT JOIN (SELECT DISTINCT ds.grid_id FROM instructors_dispatch ds WHERE ds.grid_id IS NOT NULL AND {ds}) gi"
    " ON gi.grid_id = p.area_id",
}
_ALIASES = {
    "status": "s",
    "base": "b",
    "members": "m",
    "scale": "sc",
    "line": "mg",
    "coverage": "c",
    "mass": "mo",
    "liaison": "li",
    "card": "ca",
    "instructor": "ds",
    "grid": "ds",
}

UNIT_FLAGS: dict[str, tuple[str, tuple[str, ...]]] = {  # flag → (SQL, joins)
    Flag.OPERATING: ("coalesce(s.status, '') = 'operating'", ("status",)),
    Flag.IN_BASE: ("coalesce(b.in_base, false)", ("base",)),
    Flag.ENTERPRISE: ("u.kind = 'enterprise'", ()),
    Flag.SOCIAL: ("u.kind = 'social'", ()),
    Flag.SELF_EMPLOYED: ("u.kind = 'self_employed'", ()),
    Flag.ABOVE_SCALE: ("coalesce(sc.above_scale, false)", ("scale",)),
    Flag.ELIGIBLE: ("coalesce(m.formal, 0) >= 3", ("members",)),
    Flag.FEW_MEMBERS: ("coalesce(m.formal, 0) < 3 AND coalesce(m.formal + m.probationary, 0) > 0", ("members",)),
    Flag.NO_MEMBERS: ("coalesce(m.formal + m.probationary, 0) = 0", ("members",)),
    Flag.SINGLE: ("coalesce(cov.single, false)", ("coverage",)),
    Flag.JOINT: ("coalesce(cov.joint, false)", ("coverage",)),
    Flag.AFFILIATED: ("coalesce(cov.affiliated, false)", ("coverage",)),
    Flag.RELYING: ("coalesce(cov.relying, false)", ("coverage",)),
    Flag.REGIONAL: ("coalesce(cov.regional, false)", ("coverage",)),
    Flag.INSTRUCTOR: ("ins.unit_id IS NOT NULL", ("instructor",)),
    Flag.GRID_INSTRUCTOR: ("gi.grid_id IS NOT NULL", ("grid",)),
    Flag.LIAISON: ("li.unit_id IS NOT NULL", ("liaison",)),
    Flag.UNION: ("coalesce(mass.has_union, false)", ("mass",)),
    Flag.LEAGUE: ("coalesce(mass.has_league, false)", ("mass",)),
    Flag.WOMEN: ("coalesce(mass.has_women, false)", ("mass",)),
    Flag.CARD: ("cards.unit_id IS NOT NULL", ("card",)),
}

ORG_FLAGS: dict[str, str] = {
    Flag.ORG_ACTIVE: "o.founded_on <= {day} AND (o.ended_on IS NULL OR o.ended_on > {day})",
    Flag.ORG_SINGLE: "EXISTS (SELECT 1 FROM orgs_coverage c WHERE c.org_id = o.id AND c.mode = 'single' AND {c})",
    Flag.ORG_STARRED: "EXISTS (SELECT 1 FROM orgs_starrecord r WHERE r.org_id = o.id AND {r})",
}


def _holds(alias: str, moment: Moment) -> str:
    return moment.happened(alias, "issued_on") if alias == "ca" else moment.live(alias)


def unit_source(flags: Iterable[str], moment: Moment, *, by_line: bool) -> str:
    """Return the FROM clause of units with the tables that the flags need; ``u`` is the unit, ``av`` its area's version that day."""
    needed = {join for flag in flags for join in UNIT_FLAGS[flag][1]} | ({"line"} if by_line else set())
    joins = [_FACTS[key].format(**{_ALIASES[key]: _holds(_ALIASES[key], moment)}) for key in _FACTS if key in needed]
    return (
        "FROM enterprises_unit u"
        f" JOIN enterprises_placementfact p ON p.unit_id = u.id AND {moment.live('p')}"
        f" JOIN access_areaversion av ON av.area_id = p.area_id AND av.valid @> {moment.day} " + " ".join(joins)
    )


def org_source(moment: Moment, *, by_line: bool) -> str:
    """Return the FROM clause of organizations; ``o`` is the organization, ``av`` its area's version that day."""
    lines = (
        " LEFT JOIN access_body mb ON mb.id = o.managing_body_id LEFT JOIN access_industryline il ON il.id = mb.line_id"
        if by_line
        else ""
    )
    return (
        f"FROM orgs_partyorg o LEFT JOIN orgs_orgplace op ON op.org_id = o.id AND {moment.live('op')}"
        f" JOIN access_areaversion av ON av.area_id = coalesce(op.area_id, o.area_id) AND av.valid @> {moment.day}{lines}"
    )


def flag_sql(flag: str, moment: Moment) -> str:
    """Return the boolean SQL of a flag over :func:`unit_source` or :func:`org_source`."""
    if flag in ORG_FLAGS:
        places = {"{c}": moment.live("c"), "{r}": moment.live("r"), "{day}": moment.day}
        sql = ORG_FLAGS[flag]
        for mark, text in places.items():
            sql = sql.replace(mark, text)
        return f"({sql})"
    return f"({UNIT_FLAGS[flag][0]})"
