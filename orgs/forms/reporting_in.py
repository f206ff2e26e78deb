"""What the register of those who reported in asks (在职党员到社区报到)."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from access.choices import AreaLevel
from access.forms.areas import AreaChoiceField
from enterprises.forms.days import PastDayField
from orgs.forms.fields import OrgForm
from orgs.forms.filters import PLACES
from orgs.queries.reporting_in import KEEP, VIEW, Wanted
from orgs.services.reporting_in import Counted, Reporting

ALL = [("", _("全部"))]
COMMUNITIES = (AreaLevel.COMMUNITY.value,)
MOST = 999_999


class ReportFilterForm(OrgForm):
    """Whom the register should show."""

    q = forms.CharField(label=_("姓名或工作单位"), required=False, max_length=60)
    answered = forms.ChoiceField(label=_("反馈"), required=False, choices=[*ALL, ("no", _("还没有反馈")), ("yes", _("已有反馈"))])
    area = AreaChoiceField(permission=VIEW, levels=PLACES, label=_("辖区"), required=False, empty_label=_("全部"))

    def wanted(self, on: date) -> Wanted:
        """Return what was asked for; a filter that cannot be read asks for nothing."""
        given = {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
        return Wanted(on=on, **given)


class ReportForm(OrgForm):
    """Somebody who reported in."""

    area = AreaChoiceField(permission=KEEP, levels=COMMUNITIES, label=_("报到社区"))
    name = forms.CharField(label=_("姓名"), max_length=60)
    work_unit = forms.CharField(label=_("工作单位"), max_length=120)
    is_local = forms.BooleanField(label=_("工作单位在本区"), required=False, initial=True)
    post = forms.CharField(label=_("认领岗位或服务"), max_length=120, required=False)
    on = PastDayField(label=_("报到日期"))

    def reporting(self) -> Reporting:
        """Return who it is."""
        given = self.cleaned_data
        return Reporting(given["name"], given["work_unit"], given["is_local"], given["post"])


class FeedbackForm(OrgForm):
    """How it went."""

    on = PastDayField(label=_("反馈日期"))
    post = forms.CharField(label=_("认领岗位或服务"), max_length=120, required=False)
    feedback = forms.CharField(label=_("反馈"), max_length=200)


class CountForm(OrgForm):
    """How many by number only."""

    area = AreaChoiceField(permission=KEEP, levels=COMMUNITIES, label=_("报到社区"))
    reported = forms.IntegerField(
        label=_("只报数字的报到人数"), min_value=0, max_value=MOST, help_text=_("已按姓名登记的不要再计入。")
    )
    own_members = forms.IntegerField(label=_("本区在职党员"), min_value=0, max_value=MOST, required=False)
    own_reported = forms.IntegerField(
        label=_("其中已报到"), min_value=0, max_value=MOST, required=False, help_text=_("指只报数字的人中属于本区的。")
    )
    note = forms.CharField(label=_("数字出处"), max_length=200, help_text=_("例如街道汇总表、会议通报。"))
    on = PastDayField(label=_("统计日期"))

    def counted(self) -> Counted:
        """Return the figures."""
        given = self.cleaned_data
        return Counted(given["reported"], given["note"], given["own_members"], given["own_reported"])
