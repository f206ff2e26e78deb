"""Facts in words: the rows and events that the dossier's components show."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from access.languages import listed
from access.registries import Column
from enterprises.choices import (
    BaseReason,
    FactSource,
    IndustrySection,
    MassOrgKind,
    OperatingStatus,
    SizeClass,
    SocialPost,
    StatusReason,
)
from enterprises.models import Handover, MembersFact, ScaleFact, Unit, Visit
from enterprises.queries import answers
from enterprises.queries.dossier import MOST_EVENTS, Fact, Facts
from enterprises.services.inputs import RELATIONS, SCALE, STAGES

LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)
ICONS = {
    "status": "flag", "placement": "map-pin", "managing": "hierarchy", "scale": "users-group", "members": "star",
    "mass": "affiliate", "base": "database", "liaison": "user-check", "answers": "list-details",
}  # fmt: skip


def word(choices: Any, value: Any) -> str:
    """Return a code's label, the code itself when it is not one of ours, "" for none."""
    return str(choices(value).label) if value in choices.values else str(value or "")


def yes(value: bool | None) -> str:
    """Return 是 or 否, "" when not known."""
    return "" if value is None else (_("是") if value else _("否"))


def amount(value: Any) -> str:
    """Return a number with thousands separators and no idle zeros, "" for none."""
    if value is None:
        return ""
    return f"{Decimal(str(value)):,.2f}".rstrip("0").rstrip(".")


def list_row(unit: Unit, columns: Iterable[Column]) -> dict[str, Any]:
    """Return one row of the list: the unit, its status in words, and what upper apps add."""
    extra = [
        {"label": str(column.label), "text": _in_column(column, getattr(unit, column.key, None))} for column in columns
    ]
    return {
        "unit": unit, "status": unit.status, "status_label": word(OperatingStatus, unit.status), "extra": extra,
        "industry": word(IndustrySection, unit.industry_section),
    }  # fmt: skip


def _in_column(column: Column, value: Any) -> Any:
    return value if column.text is None or value is None else column.text(value)


def answer_rows(facts: Facts, on: date) -> list[tuple[str, Any]]:
    """Return what a unit answered to extra questions as of a day."""
    said = [
        (row["label"], answers.in_words(row["kind"], row["options"], row["value"]))
        for row in facts.all_on("answers", on)
    ]
    return sorted(said)


def identity_rows(unit: Unit) -> list[dict[str, Any]]:
    """Return what identifies a unit of ``with_people``, as terms and values."""
    industry = unit.get_industry_section_display() if unit.industry_section else ""
    owner_posts = listed(word(SocialPost, post) for post in unit.owner_posts)
    return [
        {"label": _("统一社会信用代码"), "value": unit.uscc or unit.get_no_code_reason_display()},
        {"label": _("单位类别"), "value": unit.get_social_kind_display() or unit.get_kind_display()},
        {"label": _("登记注册类型"), "value": unit.get_registration_type_display()},
        {"label": _("控股情况"), "value": unit.get_controlling_capital_display()},
        {"label": _("行业"), "value": " ".join(filter(None, [unit.industry_class, industry]))},
        {"label": _("主营业务"), "value": unit.business},
        {"label": _("成立日期"), "value": unit.founded_on.isoformat() if unit.founded_on else ""},
        {
            "label": _("法定代表人"),
            "value": unit.legal_rep_name,
            "hint": _member(unit.legal_rep_is_member),
        },
        {
            "label": _("出资人（业主）"),
            "value": unit.owner_name,
            "hint": " ".join(filter(None, [_member(unit.owner_is_member), owner_posts])),
        },
        {"label": _("联系人"), "value": unit.contact_name},
        {"label": _("联系电话"), "value": unit.contact_phone_masked},
        {"label": _("地址"), "value": unit.address, "wide": True},
    ]


def _member(is_member: bool) -> str:
    return _("中共党员") if is_member else ""


def fact_rows(unit: Unit, facts: Facts, on: date) -> list[dict[str, Any]]:
    """Return what was true of a unit on a day."""
    status, base, scale = facts.on("status", on), facts.on("base", on), facts.on("scale", on)
    managing, placement = facts.on("managing", on), facts.on("placement", on)
    masses = listed(word(MassOrgKind, row["kind"]) for row in facts.all_on("mass", on))
    in_base = base.get("in_base")
    return [
        {
            "label": _("经营状态"),
            "value": word(OperatingStatus, status.get("status")),
            "hint": word(StatusReason, status.get("reason")),
        },
        {"label": _("所在辖区"), "value": placement.get("area", "")},
        {"label": _("归口管理"), "value": managing.get("body") or (_("属地管理") if managing else "")},
        {
            "label": _("党建基数"),
            "value": "" if in_base is None else (_("纳入") if in_base else _("不纳入")),
            "hint": " ".join(filter(None, [word(BaseReason, base.get("reason")), base.get("round") or ""])),
        },
        {"label": _("从业人员"), "value": scale.get("staff")},
        {"label": _("年营业收入（万元）"), "value": amount(scale.get("revenue_wan"))},
        {"label": _("资产总额（万元）"), "value": amount(scale.get("assets_wan"))},
        {
            "label": _("企业规模"),
            "value": word(SizeClass, scale.get("size")),
            "hint": _("规模以上") if scale.get("above_scale") else "",
        },
        {"label": _("群团组织"), "value": masses},
    ]


def liaison_rows(facts: Facts, on: date) -> list[tuple[str, Any]]:
    """Return who was the liaison person on a day; [] when nobody was."""
    said = facts.on("liaison", on)
    if not said:
        return []
    return [
        (_("联络员"), said["name"]),
        (_("联系电话"), f"*******{said['phone_tail']}" if said["phone_tail"] else ""),
        (_("所在单位及职务"), said["post"]),
        (_("指派机构"), said["body"] or ""),
    ]


def member_rows(facts: Facts, on: date) -> list[tuple[str, Any]]:
    """Return the members by stage and by where their relation sits; [] when nobody asked."""
    members = facts.on("members", on)
    if not members:
        return []
    split = RELATIONS if any(members[name] for name in RELATIONS) else ()
    return [(str(MembersFact._meta.get_field(name).verbose_name), members[name]) for name in (*STAGES, *split)]


def timeline(facts: Facts, visits: Iterable[Visit], told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return everything that happened to a unit, newest first; corrections say what they corrected."""
    events = [_fact_event(fact) for fact in facts.rows if fact.subject in ICONS]
    events += [_visit_event(visit) for visit in visits]
    return sorted(events + told, key=_when, reverse=True)[:MOST_EVENTS]


def _when(event: dict[str, Any]) -> tuple[date, datetime]:
    at = event.get("at") or event.get("recorded_at") or LONG_AGO
    return event.get("on") or timezone.localdate(at), at


def _fact_event(fact: Fact) -> dict[str, Any]:
    title, text = TOLD[fact.subject](fact.values)
    if fact.superseded_at is not None:
        text = " ".join(filter(None, [text, _("（已被后来的记录取代）")]))
    until = _("至 %(until)s") % {"until": fact.until} if fact.until else ""
    return {
        "title": title,
        "on": fact.since,
        "recorded_at": fact.recorded_at,
        "text": " ".join(filter(None, [text, until])),
        "icon": ICONS[fact.subject],
        "tone": "mute" if fact.superseded_at else "",
        "by": fact.recorded_by,
        "source": fact.source_label,
    }


def _visit_event(visit: Visit) -> dict[str, Any]:
    return {
        "title": _("走访：%(outcome)s") % {"outcome": visit.get_outcome_display()},
        "on": visit.visited_on,
        "recorded_at": visit.recorded_at,
        "text": visit.note,
        "icon": "clipboard-check",
        "tone": "good" if visit.outcome == "done" else "warn",
        "by": visit.user.name if visit.user else "",
        "source": str(FactSource.VISIT.label),
        "url": reverse("enterprises:visit_changes", args=[visit.pk]),
        "pictures": [reverse("enterprises:visit_photo", args=[pk]) for pk in getattr(visit, "pictures", ())],
    }


def handover_events(rows: Iterable[Handover]) -> list[dict[str, Any]]:
    """Tell when a unit was to be handed over, and what became of it."""
    return [event for row in rows for event in _handover_events(row)]


def _handover_events(row: Handover) -> Iterable[dict[str, Any]]:
    places = {"from": row.from_area.name, "to": row.to_area.name}
    told = {"icon": "arrows-exchange", "source": ""}
    yield told | {
        "title": _("提出移交：%(from)s → %(to)s") % places, "on": row.proposed_on, "at": row.proposed_at,
        "text": row.reason, "tone": "info", "by": row.giver,
    }  # fmt: skip
    if row.decided_on is not None:
        yield told | {
            "title": _("移交%(state)s") % {"state": row.get_state_display()}, "on": row.decided_on,
            "text": _(row.decision) if row.decision else "", "tone": "good" if row.state == "accepted" else "mute",
            "by": row.decider,
        }  # fmt: skip


def _status(values: dict[str, Any]) -> tuple[str, str]:
    return _("经营状态：%(status)s") % {"status": word(OperatingStatus, values["status"])}, word(
        StatusReason, values["reason"]
    )


def _scale(values: dict[str, Any]) -> tuple[str, str]:
    told = [
        f"{ScaleFact._meta.get_field(name).verbose_name} {amount(values[name])}"
        for name in SCALE
        if values[name] is not None
    ]
    return _("规模"), " · ".join([*told, *filter(None, [word(SizeClass, values["size"])])])


def _members(values: dict[str, Any]) -> tuple[str, str]:
    told = [f"{MembersFact._meta.get_field(name).verbose_name} {values[name]}" for name in STAGES if values[name]]
    return _("党员情况"), " · ".join(told) or _("无党员")


def _base(values: dict[str, Any]) -> tuple[str, str]:
    title = _("纳入基数") if values["in_base"] else _("不纳入基数")
    return title, " ".join(filter(None, [word(BaseReason, values["reason"]), values["round"] or ""]))


TOLD = {
    "status": _status,
    "placement": lambda values: (_("所在辖区：%(area)s") % {"area": values["area"]}, ""),
    "managing": lambda values: (_("归口管理：%(body)s") % {"body": values["body"] or _("属地管理")}, ""),
    "scale": _scale,
    "members": _members,
    "mass": lambda values: (_("群团组织：%(kind)s") % {"kind": word(MassOrgKind, values["kind"])}, ""),
    "base": _base,
    "answers": lambda values: (values["label"], answers.in_words(values["kind"], values["options"], values["value"])),
    "liaison": lambda values: (
        _("联络员：%(name)s") % {"name": values["name"]},
        " ".join(filter(None, [values["post"], values["body"]])),
    ),
}
