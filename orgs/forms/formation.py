"""Forming organizations: choose units first, then fill in the reply of approval."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from access import errors
from access.choices import AreaLevel
from access.forms.areas import AreaChoiceField, areas_of
from access.principals import Principal
from enterprises.forms.days import PastDayField
from orgs.choices import FormationMode, OrgNature, OrgType, RegionalKind
from orgs.forms.fields import LookUpField, OrgForm, UnitsField
from orgs.rules import formation as rules
from orgs.services import Founding

COVER = "orgs.cover_unit"


class ChooseUnitForm(OrgForm):
    """One unit to organize."""

    unit = LookUpField("units", permission=COVER, label=_("单位"), help_text=_("输入单位名称或拼音首字母查找。"))


class ChooseUnitsForm(OrgForm):
    """Units that organize together."""

    unit = UnitsField(permission=COVER, label=_("参加联合组建的单位"), help_text=_("一般不超过5个单位。"))


class FoundingForm(OrgForm):
    """What the reply of approval says (批复)."""

    name = forms.CharField(label=_("党组织名称"), max_length=120)
    on = PastDayField(label=_("成立日期"))
    org_type = forms.ChoiceField(label=_("党组织类型"), choices=OrgType, initial=OrgType.BRANCH)
    nature = forms.ChoiceField(label=_("党组织性质"), choices=OrgNature, initial=OrgNature.REGULAR)
    parent = LookUpField("orgs", permission="orgs.view_org", label=_("上级党组织"), required=False)
    approval_no = forms.CharField(label=_("批复文号"), max_length=60)
    reason = forms.CharField(
        label=_("说明"), max_length=200, required=False, help_text=_("超出一般标准时必须写明理由。")
    )

    def clean(self) -> dict[str, Any]:
        """Say in the same round that the superior cannot stand above the type."""
        given = super().clean()
        if "org_type" in given and "parent" in given:
            parent = OrgType(given["parent"].org_type) if given["parent"] else None
            try:
                errors.require(rules.check_parent(OrgType(given["org_type"]), parent))
            except ValidationError as refusal:
                self.add_error("parent", refusal)
        return given

    def founding(self, **more: Any) -> Founding:
        """Return what was filled in."""
        names = ("name", "on", "org_type", "nature", "parent", "approval_no", "reason")
        return Founding(**{name: self.cleaned_data[name] for name in names}, **more)


class JointForm(FoundingForm):
    """A joint organization says in which area it is kept."""

    area = AreaChoiceField(
        permission="orgs.form_org", label=_("所在辖区"), required=False, help_text=_("不填则为第一个单位所在辖区。")
    )


class GridsField(forms.ModelMultipleChoiceField):
    """Grids in which the principal may cover units."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=None, **kwargs)
        self.widget.attrs["data-search"] = ""

    def scope(self, principal: Principal) -> None:
        """Limit the choices to open grids."""
        rows = areas_of(principal, COVER).filter(level=AreaLevel.GRID, closed_on__isnull=True)
        self.queryset = rows.select_related("parent")

    def label_from_instance(self, row: Any) -> str:
        """Name the grid with what it lies in."""
        return f"{row.parent} / {row}"


class RegionalForm(FoundingForm):
    """A regional branch: on what it stands, its own members, its grids."""

    area = AreaChoiceField(permission="orgs.form_org", label=_("所在辖区"))
    kind = forms.ChoiceField(label=_("区域党组织类别"), choices=RegionalKind)
    formal = forms.IntegerField(
        label=_("区域党支部自身的正式党员数"), min_value=0, max_value=9999, help_text=_("不足3名不能成立。")
    )
    areas = GridsField(label=_("网格"), required=False, help_text=_("网格内在营且未被覆盖的单位随之纳入。"))


class AttachForm(OrgForm):
    """A unit hangs on to, relies on or joins an organization."""

    mode = forms.ChoiceField(
        label=_("方式"), choices=[(m.value, m.label) for m in (FormationMode.AFFILIATED, FormationMode.RELYING)]
    )
    org = LookUpField("orgs", permission=COVER, label=_("挂靠或依托的党组织"))
    on = PastDayField(label=_("开始日期"))
    reason = forms.CharField(label=_("说明"), max_length=200, required=False)
