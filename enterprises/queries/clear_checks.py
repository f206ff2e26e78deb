"""What must be known of a unit for its lights (清): the checks of the register itself; upper apps add theirs to the registry."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from access.registries import ClearCheck
from enterprises.models import LiaisonFact, MassOrgFact, MembersFact, ScaleFact, StatusFact
from enterprises.queries import pieces

AMEND, VISIT = "enterprises:amend", "enterprises:visit"


def _fact(model: Any, **more: Any) -> Any:
    return lambda on: Exists(model.objects.of(unit=OuterRef("pk")).as_of(on).filter(**more))


def _column(condition: Q) -> Any:
    def holds(_on: date) -> Q:
        return condition

    return holds


def _said(reader: Any, name: str) -> Any:
    def held(piece: Any) -> Any:
        return {pk for pk, one in piece.read(reader).items() if getattr(one, name) is not None}

    return held


CHECKS: tuple[ClearCheck, ...] = (
    ClearCheck("status", _("经营状态"), _fact(StatusFact), VISIT, 10, lambda piece: piece.read(pieces.statuses)),
    ClearCheck("code", _("统一社会信用代码"), _column(~Q(uscc="")), AMEND, 20),
    ClearCheck("industry", _("行业"), _column(~Q(industry_section="")), AMEND, 30),
    ClearCheck("address", _("地址"), _column(~Q(address="")), AMEND, 40),
    ClearCheck("founded", _("成立日期"), _column(Q(founded_on__isnull=False)), AMEND, 50),
    ClearCheck("staff", _("从业人员"), _fact(ScaleFact, staff__isnull=False), VISIT, 60, _said(pieces.scales, "staff")),
    ClearCheck(
        "revenue", _("年营业收入（万元）"), _fact(ScaleFact, revenue_wan__isnull=False), VISIT, 70,
        _said(pieces.scales, "revenue_wan"),
    ),
    ClearCheck("members", _("党员情况"), _fact(MembersFact), VISIT, 80, lambda piece: piece.read(pieces.members)),
    ClearCheck("mass", _("群团组织"), _fact(MassOrgFact), VISIT, 90),
    ClearCheck(
        "investor", _("出资人或法定代表人"), _column(Q(owner__isnull=False) | Q(legal_rep__isnull=False)), AMEND, 100
    ),
    ClearCheck("phone", _("联系电话"), _column(~Q(contact_phone_tail="")), AMEND, 110),
    ClearCheck("liaison", _("联络员"), _fact(LiaisonFact), "enterprises:liaison", 120),
)  # fmt: skip
