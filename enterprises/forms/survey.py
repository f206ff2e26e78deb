"""Running survey rounds: opening, dealing out, checking again, approving the base; and designing extra questions."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from access import errors
from access.forms import ScopedForm
from access.forms.areas import AreaChoiceField, areas_of
from access.models import Body
from enterprises.choices import QuestionKind, SurveyPart, UnitKind
from enterprises.forms.days import PastDayField
from enterprises.forms.filters import column_field
from enterprises.models import Question
from enterprises.queries.answers import COMPARISONS
from enterprises.rules import questions as rules
from enterprises.rules.survey import FIELDS
from enterprises.services.answering import asking
from enterprises.services.rounds import selecting
from enterprises.services.rounds.checking import COMPARED

LEVELS = ("county", "zone", "township", "park", "community")
ANY = [("", _("全部"))]
OPTION_MAX = 60  # characters


def _boxes(label: Any, choices: Any, **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices, widget=forms.CheckboxSelectMultiple, **more)


class RoundForm(ScopedForm):
    """A round: where, when, which units, what is asked."""

    name = forms.CharField(label=_("轮次名称"), max_length=80)
    area = AreaChoiceField(label=_("辖区"), permission="enterprises.run_round", levels=LEVELS, empty_label=_("请选择"))
    lead = forms.ModelChoiceField(
        label=_("牵头机构"), queryset=Body.objects.none(), required=False, empty_label=_("本机构"),
        widget=forms.Select(attrs={"data-search": ""}),
    )  # fmt: skip
    starts_on = forms.DateField(label=_("开始日期"))
    ends_on = forms.DateField(label=pgettext_lazy("round", "截止日期"))
    kinds = _boxes(_("单位类别"), UnitKind.choices, required=False, help_text=_("不选即全部；只走访在营单位。"))
    base = forms.ChoiceField(
        label=_("党建基数"), choices=[*ANY, ("in", _("纳入基数")), ("out", _("不纳入基数"))], required=False
    )
    parts = _boxes(_("核对内容"), SurveyPart.choices)
    questions = forms.ModelMultipleChoiceField(
        label=_("补充问题"), queryset=Question.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = areas_of(self.principal, "enterprises.run_round").order_by()
        bodies = Body.objects.filter(closed_on__isnull=True, home__in=places)
        self.fields["lead"].queryset = bodies.select_related("home").order_by("home__path", "name")
        self.fields["questions"].queryset = Question.objects.asked_on(today).order_by("order", "pk")
        self.more = selecting.column_filters()
        for name, one in self.more.items():
            self.fields[name] = column_field(one)

    def wanted(self) -> dict[str, Any]:
        """Return the filter as rounds keep it."""
        given = self.cleaned_data
        return {name: given[name] for name in ("kinds", "base", *self.more) if given.get(name)}


class DealForm(ScopedForm):
    """Whose units, or those of which place, go to whom; several share them evenly."""

    source = forms.ChoiceField(label=_("原走访人"), required=False)
    area = AreaChoiceField(
        label=_("辖区"), permission="enterprises.run_round", levels=LEVELS, required=False, empty_label=_("全部")
    )
    officers = forms.TypedMultipleChoiceField(
        label=_("分派给"), coerce=int, widget=forms.CheckboxSelectMultiple,
        help_text=_("选一人即移交，选多人即按地址相邻平均分派；已走访的单位不动。"),
    )  # fmt: skip

    def __init__(self, *args: Any, officers: list[Any], left: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.pk, f"{one.name}（{one.body}）") for one in officers]
        gone = [(pk, gettext("%(name)s（已离任或换岗）") % {"name": name}) for pk, name, _units in left]
        self.fields["source"].choices = [*ANY, ("none", _("未分派")), *gone, *named]
        self.fields["officers"].choices = named


class CloseRoundForm(ScopedForm):
    """From which day on a round is closed."""

    on = PastDayField(label=_("结束日期"))


class SampleForm(ScopedForm):
    """How many units are checked again, and the seed from which anybody can draw the same."""

    size = forms.IntegerField(label=_("抽查户数"), min_value=1, max_value=5000)
    seed = forms.IntegerField(
        label=_("抽查种子"),
        min_value=0,
        max_value=2**62,
        help_text=_("任取一个数，例如公开摇号的号码；同一种子总抽到同样的单位。"),
    )


class CheckForm(ScopedForm):
    """What a back-check found; nothing is filled in, so that it is asked anew."""

    on = PastDayField(label=_("抽查日期"))
    note = forms.CharField(label=_("备注"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in COMPARED:
            widget = forms.NumberInput(attrs={"inputmode": "numeric"})
            self.fields[name] = forms.IntegerField(label=FIELDS[name].label, required=False, widget=widget)
        self.order_fields(["on", *COMPARED, "note"])

    def found(self) -> dict[str, int | None]:
        """Return the counts."""
        return {name: self.cleaned_data.get(name) for name in COMPARED}


class ApproveListForm(ScopedForm):
    """Which of the proposed units are approved, and by which document."""

    document = forms.CharField(label=_("核定文件"), max_length=120, required=False)
    units = forms.TypedMultipleChoiceField(label=_("单位"), coerce=int, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, proposals: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = [(one.unit.pk, one.unit.name) for one in proposals]


class QuestionForm(ScopedForm):
    """An extra question; options are written one a line."""

    label = forms.CharField(label=_("问题"), max_length=60)
    kind = forms.ChoiceField(label=_("题型"), choices=QuestionKind)
    options = forms.CharField(
        label=_("选项"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("单选、多选填写，每行写一项，例如第一行“自有”、第二行“租用”。"),
    )  # fmt: skip
    synonyms = forms.CharField(
        label=_("别名"),
        required=False,
        max_length=300,
        help_text=_("同一内容的其他叫法，用顿号分开；导入表格时按它识别。"),
    )
    hint = forms.CharField(label=_("填写说明"), required=False, max_length=200)
    lowest = forms.DecimalField(label=_("最小值"), required=False, max_digits=14, decimal_places=2)
    highest = forms.DecimalField(label=_("最大值"), required=False, max_digits=14, decimal_places=2)
    show_field = forms.ChoiceField(label=_("出现条件"), required=False, help_text=_("不选即所有单位都问。"))
    show_op = forms.ChoiceField(label=_("比较"), required=False, choices=COMPARISONS.items(), initial="ge")
    show_value = forms.CharField(
        label=_("条件值"), required=False, max_length=200,
        help_text=_("数字、日期，或选项名称；“属于”可填多个，用顿号分开。"),
    )  # fmt: skip
    in_list = forms.BooleanField(label=_("在企业台账中列出"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earlier = {
            row.code: row for row in Question.objects.filter(retired_on__isnull=True).order_by("order", "pk")
        }
        self.fields["show_field"].choices = [
            ("", _("（没有条件）")),
            *((name, gettext(one.label)) for name, one in FIELDS.items()),
            *((code, row.label) for code, row in self.earlier.items()),
        ]

    def clean(self) -> dict[str, Any]:
        """Read the condition.

        Raises:
            ValidationError: at ``show_value``.
        """
        given = super().clean() or self.cleaned_data
        self.shown_if: dict[str, Any] = {}
        name = given.get("show_field")
        if name:
            row = self.earlier.get(name)
            asked = asking(row) if row is not None else rules.COUNTS[name]
            op = given.get("show_op") or "eq"
            words = {label: value for value, label in (row.labels if row is not None else {}).items()}
            words |= {str(_("是")): True, str(_("否")): False} if asked.kind == QuestionKind.YES_NO else {}
            value = rules.value_of(asked, op, given.get("show_value", ""), words)
            self.shown_if = {"field": name, "op": op, "value": value}
            refusal = rules.check_show(self.shown_if, {code: asking(one) for code, one in self.earlier.items()})
            try:
                errors.require(refusal, field="show_op" if refusal and refusal.code == "show_unknown" else "show_value")
            except ValidationError as error:
                self.add_error(None, error)
        return given

    def clean_options(self) -> list[dict[str, str]]:
        """Read one option a line; their codes are made when the question is designed.

        Raises:
            ValidationError: a line that is too long, or the same line twice.
        """
        lines = [" ".join(line.split()) for line in self.cleaned_data["options"].splitlines() if line.strip()]
        if any(len(line) > OPTION_MAX for line in lines):
            raise ValidationError(_("每个选项不超过%(most)d个字，一行只写一项。") % {"most": OPTION_MAX})
        errors.require(rules.check_options(lines))
        return [{"label": line} for line in lines]

    def clean_synonyms(self) -> list[str]:
        """Read the other names."""
        return [word.strip()[:60] for word in re.split(r"[、，,;；]", self.cleaned_data["synonyms"]) if word.strip()]

    def parts(self) -> dict[str, Any]:
        """Return what the service takes."""
        given = dict(self.cleaned_data)
        for name in ("show_field", "show_op", "show_value"):
            given.pop(name, None)
        return given | {"shown_if": self.shown_if}


class RetireForm(ScopedForm):
    """From which day on a question is asked no longer."""

    on = PastDayField(label=_("停用日期"))
