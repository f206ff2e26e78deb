"""Choosing and changing areas."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from access import policy
from access.choices import AreaLevel, BodyKind, GridBasis
from access.forms.scoped import ScopedForm, ScopedModelChoiceField
from access.guarded import NOTHING
from access.models import Area
from access.principals import Principal

MOST_LISTED = 300  # more areas than these are looked up while typing


def areas_of(principal: Principal, permission: str) -> Any:
    """Return the areas, open or closed, in which the principal holds a permission, in the order of the tree."""
    if principal.is_system:
        return Area.objects.order_by("path")
    condition = NOTHING
    for scope in principal.scopes(policy.roles_with(permission)):
        condition |= scope.subtree()
    return Area.objects.filter(condition).order_by("path")


class LookUpSelect(forms.Select):
    """A select whose choices the browser looks up while typing; only the chosen one is written into the page."""

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> Any:
        """Write the chosen option only."""
        chosen = [one for one in value if one]
        rows = self.choices.queryset.filter(pk__in=[one for one in chosen if one.isdecimal()])
        self.choices = [("", ""), *((row.pk, str(row)) for row in rows)]
        return super().optgroups(name, value, attrs)


class AreaChoiceField(ScopedModelChoiceField):
    """An area in which the principal holds a permission; a long list is looked up while typing."""

    def __init__(self, *, permission: str, levels: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.levels = levels
        super().__init__(permission=permission, queryset=Area.objects.none(), **kwargs)

    def scope(self, principal: Principal) -> None:
        """Limit the choices; the widget depends on how many there are."""
        rows = areas_of(principal, self.permission).filter(closed_on__isnull=True)
        rows = rows.filter(level__in=self.levels) if self.levels else rows
        listed = list(rows[: MOST_LISTED + 1])
        if len(listed) > MOST_LISTED:
            levels = "".join(f"&level={level}" for level in self.levels)
            address = f"{reverse_lazy('access:area_choices')}?permission={self.permission}{levels}&q="
            self.widget = LookUpSelect(attrs={"data-search": "", "data-search-url": address})
            self.widget.is_required = self.required
        self.queryset = rows
        if len(listed) > MOST_LISTED:
            return
        empty = [] if self.empty_label is None else [("", self.empty_label)]
        self.choices = empty + [(row.pk, self.label_from_instance(row)) for row in listed]

    def label_from_instance(self, row: Area) -> str:
        """Indent by depth, so that the tree can be read."""
        return "\u3000" * max(row.path.count(".") - 3, 0) + row.name


class AreaFilter(forms.Form):
    """Finds areas."""

    q = forms.CharField(label=_("名称、代码或拼音"), max_length=60, required=False)


class BodyFilter(forms.Form):
    """Finds bodies."""

    q = forms.CharField(label=_("名称或辖区"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("类别"), choices=[("", _("全部")), *BodyKind.choices], required=False)


class AreaForm(ScopedForm):
    """A new area below another."""

    level = forms.ChoiceField(label=_("级别"), choices=AreaLevel)
    name = forms.CharField(label=_("名称"), max_length=120)
    code = forms.CharField(
        label=_("区划代码"), max_length=20, required=False, help_text=_("自设的园区、楼宇、网格可以不填。")
    )
    basis = forms.ChoiceField(label=_("网格划分"), choices=[("", "—"), *GridBasis.choices], required=False)
    on = forms.DateField(label=_("启用日期"))


class ChangeAreaForm(ScopedForm):
    """A new name, code or parent from a day on; past figures keep the old ones."""

    name = forms.CharField(label=_("名称"), max_length=120)
    code = forms.CharField(label=_("区划代码"), max_length=20, required=False)
    parent = AreaChoiceField(
        label=_("移到上级辖区"), permission="access.change_area", required=False, help_text=_("不移动则留空。")
    )
    on = forms.DateField(label=_("生效日期"))
    reason = forms.CharField(label=_("变更原因"), max_length=200, help_text=_("例如批复文号。"))


class CloseAreaForm(forms.Form):
    """The day from which an area no longer exists."""

    on = forms.DateField(label=_("撤销日期"))
    reason = forms.CharField(label=_("撤销原因"), max_length=200)
