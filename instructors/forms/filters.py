"""The filters of the list of instructors; every one stands in the address."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from instructors.choices import InstructorKind, Stage
from instructors.queries import work
from instructors.querysets import InstructorQuerySet

ANY = [("", _("全部"))]
WAITING = [
    ("first", _("待初审")),
    ("second", _("待复审")),
    ("training", _("待培训")),
    ("letter", _("待发聘书")),
    ("dispatch", _("待派驻")),
    ("renewal", _("聘期将满")),
]
STAGES = {
    "first": (Stage.SUBMITTED,),
    "second": (Stage.FIRST_PASSED,),
    "training": (Stage.SECOND_PASSED, Stage.TRAINING),
    "letter": (Stage.TRAINED,),
}
SORTS = {
    "name": ("pinyin",),
    "stage": ("stage", "pinyin"),
    "load": ("load", "pinyin"),
    "applied": ("applied_on", "pinyin"),
}


def ordered(rows: InstructorQuerySet, sort: str, on: date) -> InstructorQuerySet:
    """Return files with what lists show of them, sorted as the address says."""
    order = SORTS.get(sort.lstrip("-"), SORTS["name"])
    if sort.startswith("-"):
        order = (f"-{order[0]}", *order[1:])
    return rows.with_load(on).with_term().select_related("committee").order_by(*order, "pk")


class InstructorFilterForm(forms.Form):
    """What the list should show."""

    q = forms.CharField(
        label=_("姓名、拼音首字母、部门或聘书编号"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    stage = forms.ChoiceField(label=_("阶段"), choices=[*ANY, *Stage.choices], required=False)
    kind = forms.ChoiceField(label=_("类别"), choices=[*ANY, *InstructorKind.choices], required=False)
    waiting = forms.ChoiceField(label=_("待办"), choices=[*ANY, *WAITING], required=False)

    def narrowed(self, rows: InstructorQuerySet, on: date) -> InstructorQuerySet:
        """Keep what was asked for; a filter that cannot be read asks for nothing."""
        self.is_valid()
        given: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value}
        for name in ("stage", "kind"):
            if name in given:
                rows = rows.filter(**{name: given[name]})
        if "q" in given:
            rows = rows.found_by(given["q"].strip())
        return self._waiting(rows, given.get("waiting", ""), on)

    @staticmethod
    def _waiting(rows: InstructorQuerySet, waiting: str, on: date) -> InstructorQuerySet:
        if waiting == "dispatch":
            return rows.idle(on)
        if waiting == "renewal":
            return rows.expiring(on + timedelta(days=work.EXPIRING_DAYS))
        return rows.filter(stage__in=STAGES[waiting]) if waiting in STAGES else rows
