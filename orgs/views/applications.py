"""Pages of applications for organizations (组建请示): drafting one, its page, and a page for each step."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.forms import Form
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from access.doors import Door
from access.views.acts import RowActView, TitledActView
from access.views.generic import DoorMixin, visible_or_404
from orgs.choices import FormationMode, FormationStage, FormationStep
from orgs.forms import cases as forms
from orgs.forms import pdf
from orgs.models import Application, FormationCase
from orgs.queries import cases as reads
from orgs.rules import cases as rules
from orgs.rules.papers import kinds_at
from orgs.services.cases import applying, concluding
from orgs.services.cases.concluding import Elected, Result
from orgs.views.case_events import events_of
from orgs.views.papers import LABELS

VIEW = reads.VIEW
PAGE = 50
Step = FormationStep


class Apply(TitledActView):
    """Draft an application for the units of cases named in the address (``?case=1&case=2``)."""

    door = Door(applying.APPLY)
    template_name = "orgs/act.html"
    form_class = forms.ApplicationForm
    title = _("起草组建请示")
    submit = _("保存草稿")
    success_message = _("请示已起草，核对后报送。")

    @cached_property
    def cases(self) -> list[FormationCase]:
        """Return the cases named in the address that the principal may apply for."""
        ids = [pk for pk in self.request.GET.getlist("case") if pk.isdecimal()]
        rows = FormationCase.objects.visible_to(self.principal, applying.APPLY).filter(pk__in=ids[:PAGE])
        return list(rows.select_related("unit").order_by("pk"))

    def about(self) -> str:
        """Name the units."""
        return "、".join(str(case.unit) for case in self.cases) or str(_("请先在台账里选择单位"))

    def back(self) -> str:
        """Return to the list."""
        return reverse("orgs:cases")

    def get_initial(self) -> dict[str, Any]:
        """Propose the form and a name."""
        form = FormationMode.JOINT if len(self.cases) > 1 else FormationMode.SINGLE
        units = [case.unit for case in self.cases]
        return {"form": form, "name": applying.proposed_name(units, form) if units else ""}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """There is no rule to show beside the fields."""
        return super().get_context_data(rule="", **kwargs)

    def perform(self, form: Form) -> Any:
        """Draft it."""
        draft = applying.Draft(**form.cleaned_data)
        return applying.draft_application(cases=self.cases, draft=draft, on=self.today, by=self.principal)


class ApplicationList(DoorMixin, TemplateView):
    """Applications, newest first, with the day by which a reply is due."""

    door = Door(VIEW)
    template_name = "orgs/applications.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read one page."""
        form = forms.ApplicationFilterForm(self.request.GET or None, principal=self.principal)
        stage = form.cleaned_data["stage"] if form.is_valid() else ""
        rows = reads.select_applications(stage, self.principal)
        page = Paginator(rows, PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            form=form, page_obj=page, rows=reads.shown_applications(page, self.today), **kwargs
        )


class ApplicationView(DoorMixin, TemplateView):
    """One application with its units, its log and what may be done next."""

    door = Door(VIEW)
    template_name = "orgs/application.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read its cases and the next steps."""
        rows = Application.objects.select_related("area", "parent", "approved_by", "org")
        row = visible_or_404(rows, self.principal, VIEW, pk=self.kwargs["pk"])
        steps = reads.steps_for(row, self.principal)
        acts = [
            {"url": reverse(f"orgs:application_{step}", args=[row.pk]), "label": step.label, "main": number == 0}
            for number, step in enumerate(sorted(steps, key=_rank))
        ]
        if reads.may_amend(row, self.principal):
            acts.insert(
                1, {"url": reverse("orgs:application_amend", args=[row.pk]), "label": Amend.title, "main": False}
            )
        papers = [(kind, LABELS[kind]) for kind in kinds_at(FormationStage(row.stage))]
        late = rules.is_reply_overdue(row.stage, row.submitted_on, self.today)
        return super().get_context_data(
            row=row, papers=papers, has_fonts=bool(pdf.families()), cases=reads.cases_of(row, self.principal), acts=acts,
            events=events_of(row.log), late=late,
            tone=reads.STAGE_TONES.get(row.stage, "info"),
            reply_due=rules.reply_due(row.submitted_on) if row.submitted_on else None, **kwargs,
        )  # fmt: skip


def _rank(step: FormationStep) -> int:
    return 1 if step in {Step.RETURN, Step.WITHDRAW} else 0


class ApplicationAct(RowActView):
    """A step with the application of the address."""

    model = Application
    template_name = "orgs/act.html"
    rule: ClassVar[Any] = ""
    step: ClassVar[FormationStep]
    act: ClassVar[Callable[..., Any]]

    @property
    def title(self) -> Any:
        """Name the step."""
        return self.step.label

    def get_initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"on": self.today}

    def back(self) -> str:
        """Return to the application."""
        return self.row.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rule."""
        return super().get_context_data(rule=self.rule, **kwargs)

    def perform(self, form: Form) -> Any:
        """Call the service of the step."""
        return self.act(application=self.row, by=self.principal, **form.cleaned_data)


class Amend(ApplicationAct):
    """Change a draft, or what was returned."""

    door, form_class = Door(applying.APPLY), forms.AmendForm
    title = _("修改请示")
    submit = _("保存")
    success_message = _("请示已修改。")

    def get_initial(self) -> dict[str, Any]:
        """Begin with what it asks for."""
        names = ("name", "org_type", "nature", "parent", "secretary", "reason", "version")
        return {name: getattr(self.row, name) for name in names}

    def perform(self, form: Form) -> Any:
        """Change it."""
        given = dict(form.cleaned_data)
        version = given.pop("version")
        draft = applying.Draft(form=FormationMode(self.row.form), **given)
        return applying.amend_application(
            application=self.row, draft=draft, on=self.today, by=self.principal, version=version
        )


def _door(step: FormationStep) -> Door:
    return Door(rules.MOVES[step].permission)


class Submit(ApplicationAct):
    """Submit it (报送请示)."""

    step, door, form_class = Step.SUBMIT, _door(Step.SUBMIT), forms.DayForm
    rule = _("批复一般在收到请示后一个月内作出。（《中国共产党支部工作条例（试行）》第五条）")

    def perform(self, form: Form) -> Any:
        """Submit it."""
        return applying.submit_application(application=self.row, on=form.cleaned_data["on"], by=self.principal)


class Consider(ApplicationAct):
    """Put it before the meeting."""

    step, door, form_class = Step.CONSIDER, _door(Step.CONSIDER), forms.DayForm
    act = staticmethod(applying.consider_application)


class Return(ApplicationAct):
    """Return it with the reason."""

    step, door, form_class = Step.RETURN, _door(Step.RETURN), forms.ReasonForm
    act = staticmethod(applying.return_application)


class Withdraw(ApplicationAct):
    """Withdraw it with the reason."""

    step, door, form_class = Step.WITHDRAW, _door(Step.WITHDRAW), forms.ReasonForm
    act = staticmethod(applying.withdraw_application)
    danger = True


class Approve(ApplicationAct):
    """Reply (批复)."""

    step, door, form_class = Step.APPROVE, _door(Step.APPROVE), forms.ReplyForm

    def perform(self, form: Form) -> Any:
        """Approve it."""
        reply = applying.Reply(**form.cleaned_data)
        return applying.approve_application(application=self.row, reply=reply, by=self.principal)


class Elect(ApplicationAct):
    """Record the election."""

    step, door, form_class = Step.ELECT, _door(Step.ELECT), forms.ResultForm
    rule = _("到会有选举权的党员不少于应到会人数的五分之四；有正式党员7名以上的，应当选出支部委员会。")

    def perform(self, form: Form) -> Any:
        """Record it."""
        given = form.cleaned_data
        elected = [Elected(*one) for one in form.elected()]
        result = Result(given["on"], given["entitled"], given["present"], elected)
        return concluding.elect_application(application=self.row, result=result, by=self.principal)


class File(ApplicationAct):
    """File it (备案)."""

    step, door, form_class = Step.FILE, _door(Step.FILE), forms.FileForm
    act = staticmethod(concluding.file_application)


class Activate(ApplicationAct):
    """Found the organization."""

    step, door, form_class = Step.ACTIVATE, _door(Step.ACTIVATE), forms.OrgForm
    rule = _("按批复成立党组织、登记届次和任职，请示所列单位自批复之日起纳入覆盖，台账转为“待销号”。")
    success_message = _("党组织已成立。")
    act = staticmethod(concluding.activate_application)
