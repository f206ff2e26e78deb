"""What the double search asks (双找): little, with today and one's own place filled in."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import ScopedModelChoiceField
from access.forms.areas import AreaChoiceField
from access.models import Body
from access.principals import Principal
from enterprises.forms.days import PastDayField
from orgs.choices import HiddenKind, MemberStage, NoticeKind, SearchMethod, SearchResult, SearchStage
from orgs.forms.fields import LookUpField, OrgForm
from orgs.forms.filters import PLACES
from orgs.queries.searching import KEEP, VIEW, Wanted
from orgs.services.members import Entry
from orgs.services.searching import Contract, Found, Listed, Publication

ALL = [("", _("全部"))]
MEMBERS = [(one.value, one.label) for one in (MemberStage.FORMAL, MemberStage.PROBATIONARY)]
GROUPS = (
    ("sought", _("正在查找")), ("idle", _("多日没有登记")), ("found", _("已找到")), ("hidden", _("其中口袋、隐性党员")),
    ("unsettled", _("已找到待落实关系")),
)  # fmt: skip


class SearchFilterForm(OrgForm):
    """Whom the list should show."""

    q = forms.CharField(label=_("姓名或党组织"), required=False, max_length=60)
    group = forms.ChoiceField(label=_("范围"), required=False, choices=[*ALL, *GROUPS])
    stage = forms.ChoiceField(label=_("进度"), required=False, choices=[*ALL, *SearchStage.choices])
    area = AreaChoiceField(permission=VIEW, levels=PLACES, label=_("辖区"), required=False, empty_label=_("全部"))
    org = LookUpField("orgs", permission=VIEW, label=_("承包党组织"), required=False)

    def wanted(self, on: date) -> Wanted:
        """Return what was asked for; a filter that cannot be read asks for nothing."""
        given = {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
        return Wanted(on=on, **given)


class ListForm(OrgForm):
    """Somebody to look for: a name and where it comes from; no numbers."""

    name = forms.CharField(label=_("姓名"), max_length=60, help_text=_("只登记姓名和线索，不登记证件号码和手机号码。"))
    clue_from = forms.ChoiceField(label=_("线索来源"), choices=SearchMethod)
    clue = forms.CharField(label=_("线索"), max_length=200, required=False)
    org = LookUpField("orgs", permission=KEEP, label=_("党组织"), required=False, help_text=_("还没有定由哪个党组织查找的，可以不填。"))
    area = AreaChoiceField(
        permission=KEEP, levels=PLACES, label=_("辖区"), required=False, empty_label="—",
        help_text=_("填写了党组织的，按党组织所在辖区。"),
    )  # fmt: skip
    on = PastDayField(label=_("列入日期"))

    def listed(self) -> Listed:
        """Return who it is."""
        given = self.cleaned_data
        return Listed(given["name"], SearchMethod(given["clue_from"]), given["clue"], given["area"], given["org"])


class ContractForm(OrgForm):
    """Who looks."""

    org = LookUpField("orgs", permission=KEEP, label=_("承包党组织"))
    member = LookUpField(
        "members", permission=KEEP, label=_("承包党员"), required=False, help_text=_("承包党组织名册中的党员；与承包干部二者选一。")
    )
    officer = forms.CharField(label=_("承包干部"), max_length=60, required=False)
    on = PastDayField(label=_("承包日期"))

    def contract(self) -> Contract:
        """Return who looks."""
        given = self.cleaned_data
        return Contract(given["org"], given["member"], given["officer"])


class LookForm(OrgForm):
    """One look."""

    method = forms.ChoiceField(label=_("查找方式"), choices=SearchMethod)
    result = forms.ChoiceField(label=_("结果"), choices=SearchResult, widget=forms.RadioSelect)
    note = forms.CharField(label=_("说明"), max_length=200, required=False)
    on = PastDayField(label=_("日期"))


class FindForm(OrgForm):
    """Somebody who was found."""

    on = PastDayField(label=_("找到日期"))
    hidden_kind = forms.ChoiceField(
        label=_("口袋或隐性"), required=False, choices=[("", _("都不是")), *HiddenKind.choices],
        help_text=_("口袋党员：持介绍信没有报到；隐性党员：不亮明党员身份。"),
    )  # fmt: skip
    hidden_why = forms.CharField(label=_("原因"), max_length=200, required=False)
    onward = forms.CharField(label=_("后续措施"), max_length=200, required=False)

    def found(self) -> Found:
        """Return what is known."""
        given = self.cleaned_data
        return Found(given["hidden_kind"], given["hidden_why"], given["onward"])


class ReasonForm(OrgForm):
    """A day and why."""

    on = PastDayField(label=_("日期"))
    reason = forms.CharField(label=_("理由"), max_length=200)


class GiveUpForm(ReasonForm):
    """Not found; a reason where one of the six ways was not tried."""

    reason = forms.CharField(label=_("说明"), max_length=200, required=False, help_text=_("三查三找没有都试过的，须写明理由。"))


class StayForm(OrgForm):
    """The relation stays."""

    on = PastDayField(label=_("日期"))
    note = forms.CharField(label=_("关系在哪里、为什么不转"), max_length=200)


class EnrolFoundForm(OrgForm):
    """Onto the roster: what it asks of everybody but the name, which the search holds."""

    on = PastDayField(label=_("关系转入日期"))
    from_name = forms.CharField(label=_("原党组织"), max_length=120, required=False)
    stage = forms.ChoiceField(label=_("发展阶段"), choices=MEMBERS)
    since = PastDayField(label=_("阶段开始日期"), help_text=_("正式党员填转正日期，预备党员填支部大会日期。"))
    id_number = forms.CharField(label=_("身份证号码"), max_length=24, required=False, help_text=_("加密保存，页面只显示后四位。"))
    born_on = PastDayField(label=_("出生日期"), required=False, help_text=_("填写身份证号码的不用填。"))
    phone = forms.CharField(label=_("手机号码"), max_length=30, required=False)

    def given(self) -> dict[str, Any]:
        """Return what the act takes."""
        told = dict(self.cleaned_data)
        entry = Entry("", told.pop("born_on"), told.pop("id_number"), told.pop("phone"))
        return {**told, "entry": entry, "stage": MemberStage(told["stage"])}


class LinkForm(OrgForm):
    """On the roster already."""

    member = LookUpField("members", permission=KEEP, label=_("名册中的党员"))
    on = PastDayField(label=_("日期"))


class BodyField(ScopedModelChoiceField):
    """A body whose home lies where the principal holds the permission."""

    def scope(self, principal: Principal) -> None:
        """Limit the choices."""
        self.queryset = Body.objects.at_home(principal, self.permission)


class PublishForm(OrgForm):
    """One of the two publications."""

    kind = forms.ChoiceField(label=_("形式"), choices=NoticeKind)
    on = PastDayField(label=_("发布日期"))
    place = forms.CharField(label=_("发布范围"), max_length=120, help_text=_("例如全区社区公告栏、企业宣传栏、本地报纸。"))
    org = LookUpField("orgs", permission=KEEP, label=_("发布党组织"), required=False)
    body = BodyField(permission=KEEP, queryset=Body.objects.none(), label=_("发布机构"), required=False)

    def publication(self) -> Publication:
        """Return what was published."""
        given = self.cleaned_data
        return Publication(NoticeKind(given["kind"]), given["place"], given["org"], given["body"])
