"""Founding an organization: what every way of forming one has in common."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from access import audit, policy
from access.errors import conflict, require
from access.models import Area, Body
from access.outcome import Verdict
from access.principals import Place, Principal
from enterprises.rules import names
from orgs.choices import FormationMode, LifeEventKind, OrgNature, OrgType
from orgs.models import LifeEvent, PartyOrg
from orgs.rules import formation
from orgs.services import locks
from orgs.services.rules_in_force import require_reason

NO_FINDINGS = Verdict()


@dataclass(frozen=True)
class Founding:
    """What a reply of approval (批复) says about a new organization; ``area`` None means where its first unit lies."""

    name: str
    on: date
    area: Area | None = None
    org_type: OrgType = OrgType.BRANCH
    nature: OrgNature = OrgNature.REGULAR
    parent: PartyOrg | None = None
    managing_body: Body | None = None
    approval_no: str = ""
    approved_by: Body | None = None
    reason: str = ""

    def at(self, area: Area, managing_body: Body | None = None) -> "Founding":
        """Return the same with the area and managing body filled in where they were left open."""
        return replace(
            self, org_type=OrgType(self.org_type), nature=OrgNature(self.nature),
            area=self.area or area, managing_body=self.managing_body or managing_body,
        )  # fmt: skip

    @property
    def where(self) -> Area:
        """The area, which :meth:`at` has filled in.

        Raises:
            ValueError: it has not.
        """
        if self.area is None:
            raise ValueError("a founding needs its area: call at(area)")
        return self.area


def place_of(founding: Founding) -> Place:
    """Return where the organization will lie."""
    body = founding.managing_body
    return Place(founding.where.path, body.line.code if body and body.line else "")


def found(
    founding: Founding, *, form: str, by: Principal, verdict: Verdict = NO_FINDINGS, regional_kind: str = ""
) -> PartyOrg:
    """Create the organization and its founding event.

    Raises:
        Denied: ``by`` may not form organizations at that place.
        ValidationError: a field, the superior's type, or the name refuses, or a norm is not kept without a reason.
    """
    place = place_of(founding)
    policy.check(by, "orgs.form_org", place)
    locks.not_in_future(_("成立日期"), founding.on, by=by)
    _check_parent(founding, by)
    require_reason(verdict, founding.reason)
    org = PartyOrg(
        area=founding.where, org_type=founding.org_type, nature=founding.nature, form=form, regional_kind=regional_kind,
        parent=founding.parent, managing_body=founding.managing_body, founded_on=founding.on,
        line_code=place.line_code, created_by_id=by.user_id, **name_values(founding.name),
    )  # fmt: skip
    validate(org)
    org.save(force_insert=True)
    org.refresh_from_db(fields=["area_path", "line_code"])
    warnings = [warning.code for warning in verdict.warnings]
    add_event(org, LifeEventKind.FOUNDING, founding, by=by, form=form, reason=founding.reason, warnings=warnings)
    return org


def add_event(
    org: PartyOrg, kind: LifeEventKind, approval: Any, *, by: Principal, other: PartyOrg | None = None,
    reverses: LifeEvent | None = None, **detail: Any,
) -> LifeEvent:  # fmt: skip
    """Write an event of an organization's life and its audit line; ``approval`` is a Founding or Approval."""
    event = LifeEvent.objects.create(
        org=org, kind=kind, on=approval.on, approval_no=approval.approval_no, approved_by=approval.approved_by,
        other=other, reverses=reverses, detail={key: value for key, value in detail.items() if value}, recorded_by_id=by.user_id,
    )  # fmt: skip
    audit.record(by, f"orgs.{kind}", org, on=str(approval.on), approval_no=approval.approval_no, **detail)
    return event


def validate(org: PartyOrg) -> None:
    """Check fields and constraints over all rows, so that a clash is a sentence at its field.

    Raises:
        ValidationError: with the sentences by field; a name taken stands at ``name``.
    """
    try:
        org.full_clean(exclude={"area_path", "line_code"})
    except ValidationError as error:
        found = error.error_dict
        for taken in [e for e in found.get("__all__", []) if e.message == _("该辖区已有同名的党组织。")]:
            found["__all__"].remove(taken)
            found.setdefault("name", []).append(taken)
        raise ValidationError({name: errors for name, errors in found.items() if errors}) from None


def name_values(name: str) -> dict[str, Any]:
    """Return the stored forms of an organization's name: as printed, for sorting and searching."""
    printed = names.normalise_name(name)
    initials = names.initials(printed)[:120]
    return {
        "name": printed,
        "pinyin": names.sort_key(printed)[:240],
        "initials": initials,
        "grams": names.search_grams(printed, initials),
    }


def _check_parent(founding: Founding, by: Principal) -> None:
    parent = founding.parent
    require(formation.check_parent(founding.org_type, OrgType(parent.org_type) if parent else None), field="parent")
    if parent is None:
        return
    policy.check(by, "orgs.view_org", parent)
    if not parent.is_active(founding.on):
        locks.require_active(parent, on=founding.on)


def require_form(org: PartyOrg, form: FormationMode, message: str) -> None:
    """Insist on an organization's form.

    Raises:
        Conflict: it is of another form.
    """
    if org.form != form:
        conflict(message, code="wrong_form", org=org.name)
