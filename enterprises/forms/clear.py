"""The scheme of the clear ledger (五个清): up to eight lights, each with what it asks."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from access.choices import AreaLevel
from access.forms import ScopedForm
from access.forms.areas import AreaChoiceField
from access.registries import clear_checks
from enterprises.rules.clear import MOST_DAYS, MOST_ITEMS, MOST_LABEL, Item

DISTRICTS = (AreaLevel.COUNTY, AreaLevel.ZONE, AreaLevel.TOWNSHIP)


class SchemeForm(ScopedForm):
    """Which lights an area has from a day on; an item without a name is left out."""

    area = AreaChoiceField(
        label=_("适用辖区"), permission="enterprises.set_scheme", levels=DISTRICTS, empty_label=_("请选择")
    )
    since = forms.DateField(label=_("自何日起适用"))
    origin = forms.CharField(label=_("依据"), max_length=120, help_text=_("例如通知的名称和文号。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        checks = [(check.code, check.label) for check in clear_checks.items()]
        for number in range(MOST_ITEMS):
            self.fields[f"key_{number}"] = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
            self.fields[f"label_{number}"] = forms.CharField(label=_("名称"), required=False, max_length=MOST_LABEL)
            self.fields[f"checks_{number}"] = forms.MultipleChoiceField(
                label=_("要求查明"), choices=checks, required=False, widget=forms.CheckboxSelectMultiple
            )
            self.fields[f"days_{number}"] = forms.IntegerField(
                label=_("多少天内核实过"),
                required=False,
                min_value=0,
                max_value=MOST_DAYS,
                help_text=_("0或不填为不限。"),
            )

    def rows(self) -> list[list[forms.BoundField]]:
        """Return the fields of each item, as the page shows them."""
        return [[self[f"{part}_{number}"] for part in ("label", "days", "checks")] for number in range(MOST_ITEMS)]

    def items(self) -> tuple[Item, ...]:
        """Return the items that have a name or ask something."""
        given = self.cleaned_data
        found = []
        for number in range(MOST_ITEMS):
            label, checks = given[f"label_{number}"].strip(), tuple(given[f"checks_{number}"])
            if label or checks:
                key = given[f"key_{number}"] or f"item{number + 1}"
                found.append(Item(key, label, checks, given[f"days_{number}"] or 0))
        return tuple(found)

    @staticmethod
    def initial_of(items: tuple[Item, ...]) -> dict[str, Any]:
        """Return what stands now, to be shown in the form."""
        told: dict[str, Any] = {}
        for number, item in enumerate(items):
            told |= {
                f"key_{number}": item.key, f"label_{number}": _now(item.label), f"checks_{number}": list(item.checks),
                f"days_{number}": item.most_days,
            }  # fmt: skip
        return told
