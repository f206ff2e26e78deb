"""Pages of duplicates (重复单位): the pairs found, and merging one of them."""

from datetime import date
from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from access.doors import Door
from access.views.generic import DoorMixin, visible_or_404
from enterprises import forms, services
from enterprises.models import Unit
from enterprises.queries import duplicates
from enterprises.views.acts import UnitActView


class DuplicatesView(DoorMixin, TemplateView):
    """Pairs that may be one unit, with why."""

    door = Door(duplicates.MERGE)
    template_name = "enterprises/duplicates.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Compare."""
        return super().get_context_data(
            pairs=duplicates.pairs(self.principal),
            dismissed=duplicates.dismissed(self.principal),
            most=duplicates.MOST_SHOWN,
            **kwargs,
        )


class PairView(UnitActView):
    """Something about two entries beside each other."""

    door = Door(duplicates.MERGE)
    template_name = "enterprises/merge.html"

    @cached_property
    def alias(self) -> Unit:
        """Return the entry that would become an alias."""
        rows = Unit.objects.with_people().select_related("area")
        return visible_or_404(rows, self.principal, duplicates.MERGE, pk=self.kwargs["alias"])

    def get_initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"on": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Put both side by side."""
        told = (
            (_("单位名称"), "name"), (_("统一社会信用代码"), "uscc"), (_("单位类别"), "get_kind_display"), (_("所在辖区"), "area"),
            (_("地址"), "address"), (_("联系人"), "contact_name"), (_("联系电话"), "contact_phone_masked"),
            (_("成立日期"), "founded_on"),
        )  # fmt: skip
        rows = [
            {"label": label, "kept": _value(self.unit, name), "alias": _value(self.alias, name)} for label, name in told
        ]
        return super().get_context_data(alias=self.alias, rows=rows, **kwargs)


class MergeView(PairView):
    """Merge one entry into the one of the address."""

    form_class = forms.MergeForm
    heading = gettext_lazy("合并重复单位")
    submit = gettext_lazy("合并")
    success_message = gettext_lazy("已合并。原来的地址和编号会转到保留的单位。")

    def perform(self, form: Form) -> Unit:
        """Merge."""
        return services.merge(kept=self.unit, alias=self.alias, on=form.cleaned_data["on"], by=self.principal)


class DismissView(PairView):
    """Say that the two entries are two units."""

    form_class = forms.DismissForm
    heading = gettext_lazy("不是同一家单位")
    submit = gettext_lazy("排除")
    success_message = gettext_lazy("已排除。名称、代码或电话变更前不再提示。")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer no other act."""
        return super().get_context_data(dismisses=True, **kwargs)

    def perform(self, form: Form) -> str:
        """Dismiss."""
        services.dismiss_pair(
            unit=self.unit, other=self.alias, reason=form.cleaned_data["reason"], on=self.today, by=self.principal
        )
        return reverse("enterprises:duplicates")


def _value(unit: Unit, name: str) -> Any:
    value = getattr(unit, name)
    if isinstance(value, date):
        return value.isoformat()
    return value() if callable(value) else value
