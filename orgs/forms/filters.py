"""The filters of the list of organizations; every one stands in the address."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.choices import AreaLevel
from access.forms.areas import AreaChoiceField
from orgs.choices import FormationMode, OrgType, ReElectionStage, Star, TermStatus
from orgs.forms.fields import OrgForm
from orgs.queries.organizations import NO_TERM, TO_ELECT, Wanted

PLACES = tuple(level for level in AreaLevel.values if level not in {AreaLevel.PROVINCE, AreaLevel.PREFECTURE})


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", _("全部")), *choices], required=False)


class OrgFilterForm(OrgForm):
    """What the list of organizations should show."""

    q = forms.CharField(label=_("名称或拼音首字母"), required=False, max_length=60)
    org_type = _choice(_("党组织类型"), OrgType.choices)
    form = _choice(_("组建方式"), [(m.value, m.label) for m in FormationMode if m not in {"affiliated", "relying"}])
    area = AreaChoiceField(
        permission="orgs.view_org", levels=PLACES, label=_("辖区"), required=False, empty_label=_("全部")
    )
    term = _choice(_("任期状态"), [(TO_ELECT, _("临届与超期")), *TermStatus.choices, (NO_TERM, _("无届次记录"))])
    stars = _choice(_("星级"), Star.choices)
    state = forms.ChoiceField(
        label=_("状态"), choices=[("active", _("正常")), ("ended", _("已合并或撤销"))], required=False
    )
    as_of = forms.DateField(label=_("截至日期"), required=False)

    def wanted(self, today: date) -> Wanted:
        """Return what was asked for; a filter that cannot be read asks for nothing."""
        given = {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
        names = ("q", "org_type", "form", "area", "term", "state")
        stars = int(given["stars"]) if "stars" in given else None
        plain = {name: given[name] for name in names if name in given}
        return Wanted(on=given.get("as_of") or today, stars=stars, **plain)


class TermFilterForm(OrgForm):
    """What the list of terms that come to their end should show; without a state those due and overdue."""

    q = forms.CharField(label=_("名称或拼音首字母"), required=False, max_length=60)
    area = AreaChoiceField(
        permission="orgs.view_org", levels=PLACES, label=_("辖区"), required=False, empty_label=_("全部")
    )
    term = forms.ChoiceField(
        label=_("任期状态"), required=False,
        choices=[
            ("", _("临届与超期")), (TermStatus.DUE_SOON, _("六个月内")), (TermStatus.DUE_3M, _("三个月内")),
            (TermStatus.DUE_1M, _("一个月内")), (TermStatus.OVERDUE, TermStatus.OVERDUE.label),
            (TermStatus.EXTENDED, TermStatus.EXTENDED.label), (TermStatus.NOT_DUE, TermStatus.NOT_DUE.label),
            (NO_TERM, _("无届次记录")),
        ],
    )  # fmt: skip
    org_type = _choice(_("党组织类型"), OrgType.choices)
    as_of = forms.DateField(label=_("截至日期"), required=False)

    def wanted(self, today: date) -> Wanted:
        """Return what was asked for; a filter that cannot be read asks for nothing."""
        given = {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
        plain = {name: given[name] for name in ("q", "area", "org_type") if name in given}
        return Wanted(on=given.get("as_of") or today, term=given.get("term", TO_ELECT), **plain)


class ReElectionFilterForm(OrgForm):
    """Which re-elections the list should show."""

    q = forms.CharField(label=_("名称或拼音首字母"), required=False, max_length=60)
    stage = _choice(_("换届进度"), ReElectionStage.choices)
    work = _choice(_("待办"), [("run", _("办理中的换届")), ("decide", _("待批复")), ("file", _("待备案"))])

    def asked(self) -> dict[str, str]:
        """Return what was asked for; a filter that cannot be read asks for nothing."""
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
