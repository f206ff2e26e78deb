"""The visit at the door: everything known is filled in, so that only changes are typed."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import ScopedForm
from enterprises.choices import DifficultyKind, MassOrgKind, QuestionKind, SurveyPart, TalkKind, VisitOutcome
from enterprises.forms.days import PastDayField
from enterprises.models import MembersFact, Question, ScaleFact, Unit
from enterprises.queries import phone
from enterprises.queries.dossier import Facts
from enterprises.rules.questions import TEXT_MAX
from enterprises.rules.survey import FIELDS, hidden, settled
from enterprises.services import Liaison, Raised, Survey
from enterprises.services.answering import PREFIX, asking
from enterprises.services.inputs import RELATIONS, SCALE, STAGES

KNOWN = {"scale": SCALE, "members": (*STAGES, *RELATIONS), "mass": ("mass",), "liaison": ("liaison_name",)}
SPOKEN = {"mass": "kind", "liaison_name": "name"}  # where the value of a field stands in the fact under another name
OTHERS = {
    SurveyPart.MASS: ("mass",),
    SurveyPart.LIAISON: ("liaison_name", "liaison_phone"),
    SurveyPart.TALKS: ("talks",),
}
NUMERIC = {"inputmode": "numeric"}


def _count(model: Any, name: str) -> forms.IntegerField:
    label = model._meta.get_field(name).verbose_name
    return forms.IntegerField(label=label, required=False, widget=forms.NumberInput(attrs=NUMERIC))


def _money(name: str) -> forms.DecimalField:
    label = ScaleFact._meta.get_field(name).verbose_name
    return forms.DecimalField(label=label, max_digits=14, decimal_places=2, required=False)


def shown(kind: str, value: Any) -> Any:
    """Return a kept answer as its field shows it."""
    return str(value).lower() if kind == QuestionKind.YES_NO else value


def question_field(row: Question) -> forms.Field:
    """Return the form field of an extra question; none is required, an officer may not have been told."""
    common = {"label": row.label, "help_text": row.hint, "required": False}
    if row.kind == QuestionKind.NUMBER:
        return forms.DecimalField(**common, max_digits=14, decimal_places=2)
    if row.kind == QuestionKind.YES_NO:
        choices = [("", "—"), ("true", _("是")), ("false", _("否"))]
        return forms.TypedChoiceField(**common, choices=choices, coerce=lambda said: said == "true", empty_value=None)
    if row.kind == QuestionKind.CHOICE:
        return forms.ChoiceField(**common, choices=[("", "—"), *row.labels.items()])
    if row.kind == QuestionKind.CHOICES:
        boxes = forms.CheckboxSelectMultiple
        return forms.TypedMultipleChoiceField(
            **common, choices=list(row.labels.items()), widget=boxes, empty_value=None
        )
    return forms.DateField(**common) if row.kind == QuestionKind.DAY else forms.CharField(**common, max_length=TEXT_MAX)


def _plain(value: Any) -> Any:
    """Return an answer as conditions compare it: days as text."""
    return value.isoformat() if isinstance(value, date) else value


class VisitForm(ScopedForm):
    """One visit with its answers."""

    questions: Sequence[Question] = ()
    known: Mapping[str, Any] = {}  # by the names of the tables; questions by their codes
    version = forms.IntegerField(widget=forms.HiddenInput)
    client_uuid = forms.UUIDField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("走访结果"), choices=VisitOutcome, widget=forms.RadioSelect)
    visited_on = PastDayField(label=_("走访日期"))
    revisit_on = forms.DateField(
        label=_("回访日期"), required=False, help_text=_("关门、拒访、查无时约定；不填则按本轮规定的间隔回访。")
    )
    staff = _count(ScaleFact, "staff")
    revenue_wan = _money("revenue_wan")
    assets_wan = _money("assets_wan")
    formal = _count(MembersFact, "formal")
    probationary = _count(MembersFact, "probationary")
    targets = _count(MembersFact, "targets")
    activists = _count(MembersFact, "activists")
    applicants = _count(MembersFact, "applicants")
    relation_here = _count(MembersFact, "relation_here")
    relation_talent = _count(MembersFact, "relation_talent")
    relation_former = _count(MembersFact, "relation_former")
    relation_temporary = _count(MembersFact, "relation_temporary")
    relation_other = _count(MembersFact, "relation_other")
    mass = forms.MultipleChoiceField(
        label=_("群团组织"), choices=MassOrgKind, required=False, widget=forms.CheckboxSelectMultiple
    )
    liaison_name = forms.CharField(
        label=_("联络员姓名"), max_length=60, required=False, help_text=_("换人时改写，不再担任时清空。")
    )
    liaison_phone = forms.CharField(
        label=_("联络员电话"), max_length=40, required=False, help_text=_("同一联络员的电话没有变化时不必填写。")
    )
    talks = forms.MultipleChoiceField(
        label=_("两进两谈"), choices=TalkKind, required=False, widget=forms.CheckboxSelectMultiple
    )
    difficulty_kind = forms.ChoiceField(
        label=_("困难类别"), choices=[("", _("没有反映困难")), *DifficultyKind.choices], required=False
    )
    difficulty_text = forms.CharField(
        label=_("困难内容"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    note = forms.CharField(label=_("备注"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def clean(self) -> dict[str, Any]:
        """Ask for both parts of a difficulty, or none."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("difficulty_kind") and not given.get("difficulty_text") and "difficulty_text" not in self.errors:
            self.add_error("difficulty_text", _("请写明困难内容。"))
        if given.get("difficulty_text") and not given.get("difficulty_kind") and "difficulty_kind" not in self.errors:
            self.add_error("difficulty_kind", _("请选择困难类别。"))
        return given

    def difficulty(self) -> Raised | None:
        """Return the difficulty that was told, whatever was met at the door; None for none."""
        kind, text = self.cleaned_data.get("difficulty_kind"), self.cleaned_data.get("difficulty_text")
        return Raised(kind, text) if kind and text else None

    def answers(self) -> Survey:
        """Return the counts; nothing is said about a unit whose door stayed closed."""
        given = self.cleaned_data
        if given.get("outcome") != VisitOutcome.DONE:
            return Survey()
        counts = {name: given.get(name) for name in (*SCALE, *STAGES, *RELATIONS)}
        counts = settled(counts)  # hidden fields send what they showed
        mass = {kind.value: kind in given.get("mass", ()) for kind in MassOrgKind} if "mass" in self.fields else None
        return Survey(**counts, mass=mass, extra=self._extra(counts) or None)

    def _extra(self, counts: dict[str, Any]) -> dict[str, Any]:
        """Return the answers to the extra questions that are asked, given the other answers and what is known beside them."""
        given = {row.code: _plain(self.cleaned_data.get(PREFIX + row.code)) for row in self.questions}
        shows = [show for row in self.questions if (show := asking(row).show) is not None]
        asked = {name: value for name, value in counts.items() if name in self.fields}
        skipped = hidden({**self.known, **asked, **given, "outcome": VisitOutcome.DONE.value}, shows)
        return {code: value for code, value in given.items() if value not in (None, "", []) and code not in skipped}

    def standing(self) -> list[str]:
        """Return the fields that show something known, which "nothing changed" confirms."""
        names = {PREFIX + name if PREFIX + name in self.fields else name: value for name, value in self.known.items()}
        names |= {name: self.initial.get(name) or None for name in ("mass", "liaison_name")}
        return [name for name, value in names.items() if name in self.fields and value is not None]

    def liaison(self) -> Liaison | None:
        """Return what was said of the liaison person; None when the form did not ask or the door stayed closed."""
        asked = "liaison_name" in self.fields and "liaison_name" in self.data
        if self.cleaned_data["outcome"] != VisitOutcome.DONE or not asked:
            return None
        return Liaison(self.cleaned_data["liaison_name"], self.cleaned_data["liaison_phone"] or None)

    def ask_no_liaison(self) -> None:
        """Leave the liaison person out, for whoever may not appoint one."""
        self._leave_out("liaison_name", "liaison_phone")

    def ask(self, questions: Iterable[Question], parts: Iterable[str]) -> None:
        """Ask extra questions, and only the parts of the known data that a round asks."""
        self.questions = list(questions)
        for row in self.questions:
            self.fields[PREFIX + row.code] = question_field(row)
        asked = set(parts)
        self._leave_out(*(name for name, one in FIELDS.items() if one.part not in asked))
        self._leave_out(*(name for part, names in OTHERS.items() if part not in asked for name in names))

    def tell(self, facts: Facts, today: date, confirmed: Mapping[str, date] | None = None) -> None:
        """Say beside each field since when its value is known, from which source, and when a visit last confirmed it."""
        confirmed = confirmed or {}
        self.known = {**facts.on("scale", today), **facts.on("members", today)}
        self.known |= {row["code"]: row["value"] for row in facts.all_on("answers", today)}
        for subject, names in KNOWN.items():
            fact = next((one for one in facts.rows if one.subject == subject and one.in_force(today)), None)
            for name in names if fact is not None else ():
                if name in self.fields and fact.values.get(SPOKEN.get(name, name)) is not None:
                    told = [f"{fact.since} {fact.source_label}"]
                    if name in confirmed and confirmed[name] > fact.since:
                        told.append(_("%(on)s 走访核实") % {"on": confirmed[name]})
                    self.fields[name].help_text = " · ".join(told)

    @property
    def rules(self) -> dict[str, Any]:
        """Return the skip logic as the page's script interprets it: the table of the phone, and what is known beside the form."""
        kinds = dict.fromkeys(FIELDS, "number") | {PREFIX + row.code: row.kind for row in self.questions}
        codes = set(self.known) - set(FIELDS)
        known = {PREFIX + name if name in codes else name: value for name, value in self.known.items()}
        return {"shows": phone.tables(list(self.questions))["shows"], "kinds": kinds, "known": known}

    def _leave_out(self, *names: str) -> None:
        for name in names:
            self.fields.pop(name, None)

    def section(self, *names: str) -> list[Any]:
        """Return those of the named fields that are asked."""
        return [self[name] for name in names if name in self.fields]

    @property
    def counted(self) -> list[Any]:
        """Staff and members."""
        return self.section("staff", *STAGES)

    @property
    def further(self) -> list[Any]:
        """What changes seldom: relations, money, mass organizations."""
        return self.section(*RELATIONS, "revenue_wan", "assets_wan", "mass")

    @property
    def liaised(self) -> list[Any]:
        """The liaison person."""
        return self.section("liaison_name", "liaison_phone")

    @property
    def difficult(self) -> list[Any]:
        """The difficulty."""
        return self.section("difficulty_kind", "difficulty_text")

    @property
    def extra(self) -> list[Any]:
        """The extra questions."""
        return [self[PREFIX + row.code] for row in self.questions]

    @staticmethod
    def initial_of(unit: Unit, facts: Facts, today: date) -> dict[str, Any]:
        """Return what is known of a unit today, and a new number for the visit."""
        return {
            **facts.on("scale", today),
            **facts.on("members", today),
            "mass": [row["kind"] for row in facts.all_on("mass", today)],
            "liaison_name": facts.on("liaison", today).get("name", ""),
            **{PREFIX + row["code"]: shown(row["kind"], row["value"]) for row in facts.all_on("answers", today)},
            "outcome": VisitOutcome.DONE,
            "visited_on": today,
            "version": unit.version,
            "client_uuid": uuid.uuid4(),
        }
