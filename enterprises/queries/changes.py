"""What one visit changed: the facts that it wrote beside those that they took the place of."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from access.principals import Principal
from enterprises.choices import MassOrgKind, OperatingStatus, SurveyPart
from enterprises.models import Difficulty, MembersFact, ScaleFact, Visit, VisitPhoto
from enterprises.queries import answers
from enterprises.queries.dossier import Fact, facts_of
from enterprises.queries.phone import label_of
from enterprises.rules.survey import RELATIONS, STAGES

VIEW = "enterprises.view_unit"
NUMBERS = {
    "scale": (ScaleFact, ("staff", "revenue_wan", "assets_wan")),
    "members": (MembersFact, (*STAGES, *RELATIONS)),
}


@dataclass(frozen=True)
class Change:
    """One field: what was known before, from which source and day, and what the visit says."""

    label: str
    before: str
    after: str
    source: str = ""
    since: Any = None


def of_visit(visit: Visit, principal: Principal) -> list[Change]:
    """Return what a visible visit changed: facts recorded, and taken over, while it was being written."""
    span = (visit.began_at, visit.recorded_at)
    rows = facts_of(visit.unit, principal).rows
    written = [one for one in rows if span[0] <= one.recorded_at <= span[1] and one.since == visit.visited_on]
    replaced = [
        one
        for one in rows
        if one.superseded_at is not None
        and span[0] <= one.superseded_at <= span[1]
        and one.since <= visit.visited_on
        and (one.until is None or one.until > visit.visited_on)
    ]
    found: list[Change] = []
    for subject in dict.fromkeys([one.subject for one in written] + [one.subject for one in replaced]):
        found += _compare(
            subject, [o for o in replaced if o.subject == subject], [w for w in written if w.subject == subject]
        )
    return found


def difficulties_of(visit: Visit, principal: Principal) -> list[Difficulty]:
    """Return the difficulties that were raised at a visible visit."""
    return list(Difficulty.objects.visible_to(principal, VIEW).filter(visit=visit).order_by("pk"))


def photos_of(visit: Visit, principal: Principal) -> list[int]:
    """Return the pictures of a visible visit."""
    rows = VisitPhoto.objects.visible_to(principal, VIEW).filter(visit=visit)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def confirmed_at(visit: Visit) -> list[str]:
    """Return what a visit found as it is known, by the names of the fields."""
    return [_("群团组织") if name == SurveyPart.MASS else label_of(name) for name in visit.confirmed]


def _compare(subject: str, before: list[Fact], after: list[Fact]) -> list[Change]:
    old, new = (before[0] if before else None), (after[0] if after else None)
    if subject in NUMBERS:
        model, names = NUMBERS[subject]
        return [
            _change(_label(model, name), old, _of(old, name), _of(new, name))
            for name in names
            if new is not None and (_of(old, name) or 0) != (_of(new, name) or 0)
        ]
    if subject == "status" and new is not None:
        return [_change(_("经营状态"), old, *(_word(OperatingStatus, _of(one, "status")) for one in (old, new)))]
    if subject == "liaison":
        return [_change(_("联络员"), old, _of(old, "name"), _of(new, "name"))]
    if subject == "mass":
        return _masses(before, after)
    return _answers(before, after) if subject == "answers" else []


def _masses(before: list[Fact], after: list[Fact]) -> list[Change]:
    stood, stands = ({one.values["kind"]: one for one in rows} for rows in (before, after))
    return [
        _change(
            _word(MassOrgKind, kind),
            stood.get(kind),
            _("有") if kind in stood else _("无"),
            _("有") if kind in stands else _("无"),
        )
        for kind in {**stood, **stands}
        if (kind in stood) is not (kind in stands)
    ]


def _label(model: Any, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)


def _answers(before: list[Fact], after: list[Fact]) -> list[Change]:
    known = {one.values["code"]: one for one in before}
    return [
        _change(one.values["label"], known.get(one.values["code"]), _said(known.get(one.values["code"])), _said(one))
        for one in after
    ]


def _said(fact: Fact | None) -> str:
    return "" if fact is None else answers.in_words(fact.values["kind"], fact.values["options"], fact.values["value"])


def _of(fact: Fact | None, name: str) -> Any:
    return None if fact is None else fact.values.get(name)


def _word(choices: Any, value: Any) -> str:
    return str(choices(value).label) if value in choices.values else str(value or "")


def _change(label: Any, old: Fact | None, before: Any, after: Any) -> Change:
    said, says = ("" if value is None else str(value) for value in (before, after))
    return Change(str(label), said, says, old.source_label if old else "", old.since if old else None)
