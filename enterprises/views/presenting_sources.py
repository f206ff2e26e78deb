"""Where each value of a unit comes from (数据来源): who says it, since when, from which source, and what other sources said."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from access.languages import listed
from access.registries import sources
from enterprises.choices import IdentityPart, OperatingStatus, SocialPost, StatusReason
from enterprises.models import MembersFact, ScaleFact, Unit
from enterprises.queries.dossier import Confirmation, Fact, Facts
from enterprises.services import said
from enterprises.services.inputs import RELATIONS, SCALE, STAGES
from enterprises.views.presenting import amount, word, yes

FIELDS: tuple[tuple[str, str], ...] = (
    ("status", "status"), *(("scale", name) for name in SCALE), *(("members", name) for name in (*STAGES, *RELATIONS)),
    ("base", "in_base"), ("placement", "area"), ("managing", "body"), ("liaison", "name"),
)  # fmt: skip


def rows(unit: Unit, facts: Facts, on: date, confirmed: Mapping[str, Confirmation]) -> list[dict[str, Any]]:
    """Return one row per field of which something is known on a day.

    Each has the value in force, what other sources said differently, and the visit or the contact's answer that found it so
    after it was recorded.
    """
    found = _identity(unit, facts, on, confirmed)
    for subject, name in FIELDS:
        told = [fact for fact in facts.rows if fact.subject == subject and fact.values.get(name) not in {None, ""}]
        current = next((fact for fact in told if fact.in_force(on)), None)
        if current is None or (current.values[name] == 0 and all(fact.values[name] == 0 for fact in told)):
            continue
        found.append(
            _said(current, name)
            | {
                "label": _label(subject, name),
                "others": _others(told, current, name, on),
                "confirmed": _confirmed(confirmed, subject, name, current),
            }
        )
    return found


def _identity(unit: Unit, facts: Facts, on: date, confirmed: Mapping[str, Confirmation]) -> list[dict[str, Any]]:
    """Return the parts of the identity: as they were said, or as they were registered while nobody has changed them."""
    found = []
    registered = min((one for one in facts.rows if one.subject == "status"), key=lambda one: one.since, default=None)
    for part in IdentityPart:
        told = [one for one in facts.rows if one.subject == "identity" and one.values["part"] == part]
        current = next((one for one in told if one.in_force(on)), None)
        value = said.value_of(unit, part)
        if current is None and not told and value and registered is not None:
            current = replace(registered, subject="identity", values={"part": part.value, "value": value})
        if current is not None and current.values["value"]:
            others = [one for one in _others(told, current, "value", on) if one["value"]]
            found.append(
                _said(current, "value")
                | {
                    "label": str(part.label),
                    "others": others,
                    "confirmed": _confirmed(confirmed, "identity", part.value, current),
                }
            )
    return found


def _others(told: list[Fact], current: Fact, name: str, on: date) -> list[dict[str, Any]]:
    """Return the latest different value of every other source, superseded or not."""
    latest: dict[str, Fact] = {}
    for fact in sorted(told, key=lambda one: (one.since, one.recorded_at)):
        if fact.since <= on and fact.source != current.source:
            latest[fact.source] = fact
    return [_said(fact, name) for fact in latest.values() if fact.values[name] != current.values[name]]


def _said(fact: Fact, name: str) -> dict[str, Any]:
    shown = _masked(fact) or _posts(fact) or _words(fact.subject, name, fact.values[name])
    return {
        "value": shown, "since": fact.since, "by": fact.recorded_by,
        "source": next((str(one.label) for one in sources.items() if one.code == fact.source), fact.source),
    }  # fmt: skip


def _confirmed(found: Mapping[str, Confirmation], subject: str, name: str, fact: Fact) -> Confirmation | None:
    one = found.get("liaison_name" if subject == "liaison" else name)
    return one if one is not None and one.on > fact.since else None


def _masked(fact: Fact) -> str:
    """Return a telephone number as pages show it, "" for anything else."""
    is_phone = fact.subject == "identity" and fact.values["part"] == IdentityPart.CONTACT_PHONE
    return f"*******{fact.values['value']}" if is_phone and fact.values["value"] else ""


def _posts(fact: Fact) -> str:
    """Return an owner's posts in words, "" for anything else."""
    is_posts = fact.subject == "identity" and fact.values["part"] == IdentityPart.OWNER_POSTS
    return listed(word(SocialPost, one) for one in fact.values["value"].split(",") if one) if is_posts else ""


def _words(subject: str, name: str, value: Any) -> str:
    if subject == "status":
        return word(OperatingStatus, value)
    if subject == "identity":
        return str(value)
    if isinstance(value, bool):
        return yes(value)
    return amount(value) if subject in {"scale", "members"} else word(StatusReason, value)


def _label(subject: str, name: str) -> str:
    if subject in {"scale", "members"}:
        return str((ScaleFact if subject == "scale" else MembersFact)._meta.get_field(name).verbose_name)
    return {"status": _("经营状态"), "base": _("纳入基数"), "placement": _("所在辖区"), "managing": _("归口管理"),
            "liaison": _("联络员")}[subject]  # fmt: skip
