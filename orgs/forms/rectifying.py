"""What the steps of a rectification take, and the filters of their list."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms.areas import AreaChoiceField
from enterprises.forms.days import PastDayField
from orgs.choices import RectificationKind, RectificationStage
from orgs.forms.fields import OrgForm
from orgs.forms.filters import PLACES
from orgs.queries import rectifying as reads
from orgs.services import rectifying as acts


def _words(label: Any, most: int, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, help_text=help_text, widget=forms.Textarea(attrs={"rows": 3})
    )


class ListingForm(OrgForm):
    """Why an organization is listed, and until when."""

    kind = forms.ChoiceField(label=_("整顿方式"), choices=RectificationKind.choices, initial=RectificationKind.DEADLINE)
    problems = _words(_("存在问题"), 500)
    on = PastDayField(label=_("列入日期"))
    due_on = forms.DateField(label=_("整顿期限"))

    def listing(self) -> acts.Listing:
        """Return what was filled in."""
        given = self.cleaned_data
        kind = RectificationKind(given["kind"])
        return acts.Listing(on=given["on"], kind=kind, problems=given["problems"], due_on=given["due_on"])


class LeaderForm(OrgForm):
    """Which leader answers for it."""

    leader = forms.CharField(label=_("联系领导"), max_length=60)
    leader_post = forms.CharField(label=_("联系领导职务"), max_length=80, required=False)
    on = PastDayField(label=_("日期"))


class RectificationPlanForm(OrgForm):
    """The plan."""

    plan = _words(_("整顿方案"), 1000, _("写明措施、责任人和完成时间。"))
    on = PastDayField(label=_("方案批准日期"))


class ProgressForm(OrgForm):
    """An entry of the ledger."""

    text = _words(_("进展"), 500)
    on = PastDayField(label=_("日期"))


class LaterForm(OrgForm):
    """A later last day."""

    due_on = forms.DateField(label=_("新的期限"))
    reason = _words(_("原因"), 400)
    on = PastDayField(label=_("日期"))


class ResultForm(OrgForm):
    """The acceptance."""

    result = _words(_("整顿结果"), 500)
    on = PastDayField(label=_("验收日期"))


class EndForm(OrgForm):
    """The end with the organization."""

    reason = _words(_("说明"), 500)
    on = PastDayField(label=_("日期"))


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", _("全部")), *choices], required=False)


class RectificationFilterForm(OrgForm):
    """Which rectifications the list should show."""

    q = forms.CharField(label=_("名称或拼音首字母"), required=False, max_length=60)
    area = AreaChoiceField(permission=reads.VIEW, levels=PLACES, label=_("辖区"), required=False, empty_label=_("全部"))
    kind = _choice(_("整顿方式"), RectificationKind.choices)
    stage = _choice(_("整顿进度"), RectificationStage.choices)
    due = _choice(
        _("待办"),
        [(reads.OPEN, _("进行中")), (reads.SILENT, _("上月无进展记录")), (reads.OVERDUE, _("已过期限"))],
    )

    def asked(self, today: date) -> reads.Asked:
        """Return what was asked for; a filter that cannot be read asks for nothing."""
        given = {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
        return reads.Asked(on=today, **given)
