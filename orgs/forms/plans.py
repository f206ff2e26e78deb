"""Plans of formation: what is planned, moved, taken over and tried; and which communities are neighbours."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.choices import AreaLevel
from access.forms.areas import AreaChoiceField
from enterprises.forms.days import PastDayField
from orgs.forms.fields import OrgForm, UnitsField
from orgs.rules.limits import NATIONAL
from orgs.services.planner.facts import MOST_JOINT, NEAR, NEXT_DOOR, PLAN

PLANNED = (AreaLevel.COUNTY, AreaLevel.TOWNSHIP, AreaLevel.ZONE, AreaLevel.PARK, AreaLevel.COMMUNITY)
REACHES = [(0, _("同一社区")), (1, _("同一或相邻社区")), (2, _("最多隔一个社区"))]


class MakePlanForm(OrgForm):
    """An area, and when only some of its units are planned, which."""

    area = AreaChoiceField(permission=PLAN, levels=PLANNED, label=_("辖区"), empty_label=_("请选择"))
    picked = UnitsField(
        permission=PLAN, label=_("只为所选单位编制"), required=False,
        help_text=_("不选则为辖区内全部未覆盖的在营单位编制。"),
    )  # fmt: skip


class MoveForm(OrgForm):
    """Units, where they go, and why where a norm advises against it."""

    units = forms.TypedMultipleChoiceField(label=_("单位"), coerce=int, widget=forms.MultipleHiddenInput)
    target = forms.CharField(widget=forms.HiddenInput, max_length=10)
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("理由"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.data.getlist("units") if hasattr(self.data, "getlist") else []
        self.fields["units"].choices = [(one, one) for one in given if one.isascii() and one.isdecimal()]


class AcceptForm(OrgForm):
    """The parts to take over."""

    parts = forms.MultipleChoiceField(label=_("采纳的部分"), widget=forms.MultipleHiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.data.getlist("parts") if hasattr(self.data, "getlist") else []
        self.fields["parts"].choices = [(one, one) for one in given]


class TrialForm(OrgForm):
    """Limits as fields."""

    min_formal_members = forms.TypedChoiceField(
        label=_("单独组建所需正式党员"), coerce=int, choices=[(2, "2"), (3, "3")], initial=NATIONAL.min_formal_members,
        help_text=_("《支部工作条例》为3名；改为2名只用于试算。"),
    )  # fmt: skip
    joint_max_units = forms.IntegerField(
        label=_("联合党支部单位数上限"),
        min_value=2,
        max_value=MOST_JOINT,
        help_text=_("一般不超过5个；有的地方为10个。"),
    )
    reach = forms.TypedChoiceField(
        label=_("联合的范围"), coerce=int, choices=REACHES, initial=NEXT_DOOR, required=False, empty_value=NEXT_DOOR,
        help_text=_("《支部工作条例》按地域相邻；其他范围只用于试算。"),
    )  # fmt: skip

    def limits(self) -> tuple[tuple[str, int], ...]:
        """Return the limits that were filled in."""
        return tuple(sorted(self.cleaned_data.items()))


class NeighbourFilter(OrgForm):
    """The street whose neighbourhoods are shown."""

    area = AreaChoiceField(
        permission="orgs.view_formation", levels=(AreaLevel.TOWNSHIP, AreaLevel.ZONE), label=_("街道（乡镇）"),
        required=False, empty_label=_("全部"),
    )  # fmt: skip


class NeighboursForm(OrgForm):
    """Two areas that are neighbours from a day on."""

    area = AreaChoiceField(permission=PLAN, levels=tuple(NEAR), label=_("辖区"), empty_label=_("请选择"))
    other = AreaChoiceField(
        permission="access.view_area", levels=tuple(NEAR), label=_("相邻辖区"), empty_label=_("请选择")
    )
    on = PastDayField(label=_("自哪一天起"))
    origin = forms.CharField(label=_("依据"), max_length=120, required=False, help_text=_("例如地图或勘界文件。"))


class EndForm(OrgForm):
    """The day from which two areas are no longer neighbours."""

    on = PastDayField(label=_("自哪一天起不再相邻"))
