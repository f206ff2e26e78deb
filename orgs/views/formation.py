"""Forming organizations in two steps: choose units and see what the rule says of them, then fill in the reply."""

from typing import Any, ClassVar

from django.forms import Form
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from access.doors import Door
from access.errors import refuse
from access.outcome import Verdict
from access.views.generic import ActView, DoorMixin
from enterprises.models import Unit
from orgs import services
from orgs.choices import FormationMode
from orgs.forms import formation as forms
from orgs.queries import units as reads
from orgs.rules import formation as rules
from orgs.rules.formation import Situation
from orgs.services.rules_in_force import limits_at, sentence, situations

FORM, COVER = "orgs.form_org", "orgs.cover_unit"


class Start(DoorMixin, TemplateView):
    """The ways of forming an organization, and which fits what."""

    door = Door(FORM)
    template_name = "orgs/form_start.html"


class UnitsFirst(ActView):
    """A formation that starts from units named in the address (``?unit=1&unit=2``)."""

    template_name = "orgs/form.html"
    mode: ClassVar[FormationMode]
    title: ClassVar[Any]
    rule: ClassVar[Any]
    chooser: ClassVar[type[forms.OrgForm]]

    @cached_property
    def choose(self) -> forms.OrgForm:
        """Return the form by which units are chosen; bound once the address names some."""
        data = self.request.GET if "unit" in self.request.GET else None
        return self.chooser(data, principal=self.principal)

    @cached_property
    def units(self) -> list[Unit]:
        """Return the chosen units that the principal may cover."""
        if not self.choose.is_bound or not self.choose.is_valid():
            return []
        chosen = self.choose.cleaned_data["unit"]
        return [chosen] if isinstance(chosen, Unit) else list(chosen.order_by("pk"))

    def verdict(self, facts: list[Situation]) -> Verdict:
        """Return what the rule says of the chosen units as they stand today."""
        raise NotImplementedError

    @cached_property
    def limits(self) -> Any:
        """Return the limits in force where the first unit lies."""
        return limits_at(self.units[0].area_path, on=self.today)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the facts and the verdict before anything is submitted."""
        facts = situations(self.units, on=self.today)
        verdict = self.verdict(facts) if facts else Verdict()
        shown = Unit.objects.visible_to(self.principal, COVER).filter(pk__in=[unit.pk for unit in self.units])
        modes = dict(reads.with_mode(shown, self.today).values_list("pk", "coverage_mode")) if facts else {}
        return super().get_context_data(
            title=self.title,
            rule=self.rule,
            choose=self.choose,
            facts=[(unit, fact, _label(modes.get(unit.pk))) for unit, fact in zip(self.units, facts, strict=True)],
            formal=sum(fact.formal for fact in facts),
            refusals=[sentence(refusal) for refusal in verdict.refusals],
            warnings=[sentence(warning) for warning in verdict.warnings],
            **kwargs,
        )


def _label(mode: str | None) -> Any:
    return FormationMode(mode).label if mode else _("未覆盖")


class FormSingle(UnitsFirst):
    """Form a unit's own organization (单独组建)."""

    door = Door(FORM)
    mode = FormationMode.SINGLE
    title = _("单独组建党组织")
    rule = _("有正式党员3名以上的单位应当单独成立党支部。（《中国共产党支部工作条例（试行）》第四条）")
    chooser = forms.ChooseUnitForm
    form_class = forms.FoundingForm
    success_message = _("党组织已成立。")

    def verdict(self, facts: list[Situation]) -> Verdict:
        """Ask the rule of single formation."""
        return rules.check_single(facts[0], limits=self.limits)

    def perform(self, form: Form) -> Any:
        """Form it."""
        return services.form_single(unit=_one(self.units), founding=form.founding(), by=self.principal)


class FormJoint(UnitsFirst):
    """Form a joint organization (联合组建)."""

    door = Door(FORM)
    mode = FormationMode.JOINT
    title = _("联合组建党组织")
    rule = _(
        "正式党员不足3名的单位，按照地域相邻、行业相近、规模适当、便于管理的原则成立联合党支部；合计正式党员不少于3名，"
        "覆盖单位一般不超过5个，超过的须写明理由。（《中国共产党支部工作条例（试行）》第二章）"
    )
    chooser = forms.ChooseUnitsForm
    form_class = forms.JointForm
    success_message = _("联合党组织已成立。")

    def verdict(self, facts: list[Situation]) -> Verdict:
        """Ask the rule of joint formation."""
        found = rules.check_joint(facts, limits=self.limits)
        return Verdict(tuple(r for r in found.refusals if r.code != "joint_needs_reason"), found.warnings)

    def perform(self, form: Form) -> Any:
        """Form it."""
        founding = form.founding(area=form.cleaned_data["area"])
        return services.form_joint(units=self.units, founding=founding, by=self.principal)


class FormAffiliated(UnitsFirst):
    """Let a unit hang on to or rely on an organization (挂靠、依托)."""

    door = Door(COVER)
    mode = FormationMode.AFFILIATED
    title = _("挂靠或依托组建")
    rule = _("有党员但不具备单独组建条件的单位，可以挂靠其他单位的党组织，或依托协会、龙头企业、市场的党组织。")
    chooser = forms.ChooseUnitForm
    form_class = forms.AttachForm
    success_message = _("单位已纳入覆盖。")

    def verdict(self, facts: list[Situation]) -> Verdict:
        """Ask the rule of both ways; only what forbids both is shown."""
        return rules.check_covered(facts[0], limits=self.limits)

    def perform(self, form: Form) -> Any:
        """Attach the unit."""
        given = dict(form.cleaned_data)
        act = services.affiliate if given.pop("mode") == FormationMode.AFFILIATED else services.rely
        return act(unit=_one(self.units), by=self.principal, **given).org


class FormRegional(ActView):
    """Form a regional branch with its grids (区域统建,1+N)."""

    door = Door(FORM)
    template_name = "orgs/form.html"
    form_class = forms.RegionalForm
    success_message = _("区域党组织已成立，网格内未覆盖的在营单位已纳入。")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Explain the rule; there are no units to choose."""
        rule = _(
            "“1+N”：一个区域党支部联系若干网格，覆盖没有党员或不适宜联建的单位；区域党支部自身正式党员不少于3名。"
            "（《中国共产党支部工作条例（试行）》第四条）"
        )
        return super().get_context_data(
            title=_("组建区域党组织（1+N）"),
            rule=rule,
            choose=None,
            facts=[],
            formal=0,
            refusals=[],
            warnings=[],
            **kwargs,
        )

    def perform(self, form: Form) -> Any:
        """Form it."""
        given = form.cleaned_data
        return services.form_regional(
            founding=form.founding(area=given["area"]), kind=given["kind"], formal=given["formal"],
            areas=list(given["areas"]), by=self.principal,
        )  # fmt: skip


def _one(units: list[Unit]) -> Unit:
    if not units:
        refuse(_("请先选择单位。"), code="no_units")
    return units[0]
