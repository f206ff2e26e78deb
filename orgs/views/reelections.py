"""Terms that come to their end, and the pages of a re-election: one for each step."""

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from access import policy
from access.doors import Door
from access.views.acts import RowActView
from access.views.generic import DoorMixin, ScopedListView, visible_or_404
from orgs.choices import ReElectionStage, ReElectionStep
from orgs.forms import reelections as forms
from orgs.forms.fields import OrgForm
from orgs.forms.filters import ReElectionFilterForm, TermFilterForm
from orgs.models import PartyOrg, ReElection
from orgs.queries import reelections as reads
from orgs.rules import reelections as rules
from orgs.services import reelections as acts
from orgs.services.reelections.voting import waiting_ballots
from orgs.views.acts import OrgAct

VIEW = reads.VIEW
PAGE = 50
Step = ReElectionStep
ICONS = {
    "submit": "send", "return": "arrow-back-up", "approve": "circle-check", "nominate": "users", "vote": "checkbox",
    "tie": "refresh", "report": "file-text", "file": "archive", "withdraw": "circle-x",
}  # fmt: skip


class TermList(DoorMixin, TemplateView):
    """Organizations whose term comes to its end or has passed it, the earliest end first."""

    door = Door(VIEW)
    template_name = "orgs/terms.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read one page and how many stand in each state."""
        form = TermFilterForm(self.request.GET, principal=self.principal)
        form.is_valid()
        wanted = form.wanted(self.today)
        page = Paginator(reads.reminded(wanted, self.principal), PAGE).get_page(self.request.GET.get("page"))
        found = reads.numbers(wanted, self.principal)
        return super().get_context_data(
            form=form, page_obj=page, rows=reads.finish(list(page.object_list), wanted.on), on=wanted.on,
            totals=[(status.label, found[status], status.value) for status in reads.TOLD],
            may_begin=policy.can(self.principal, rules.RUN), **kwargs,
        )  # fmt: skip


class ReElectionList(ScopedListView):
    """Re-elections, the longest under way first."""

    door = Door(VIEW)
    model = ReElection
    template_name = "orgs/reelections.html"

    @cached_property
    def form(self) -> ReElectionFilterForm:
        """Read the filters from the address."""
        form = ReElectionFilterForm(self.request.GET, principal=self.principal)
        form.is_valid()
        return form

    def get_queryset(self) -> QuerySet:
        """Return the selection."""
        return reads.select(self.principal, **self.form.asked())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Colour the stages."""
        context = super().get_context_data(form=self.form, **kwargs)
        context["rows"] = [{"row": row, "tone": reads.tone(row.stage)} for row in context["page_obj"].object_list]
        return context


class ReElectionView(DoorMixin, TemplateView):
    """One re-election: seats, candidates, votes, what was done, and what may be done next."""

    door = Door(VIEW)
    template_name = "orgs/reelection.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read it with the next steps."""
        rows = ReElection.objects.select_related("org", "org__area", "term", "made", "approved_by")
        row = visible_or_404(rows, self.principal, VIEW, pk=self.kwargs["pk"])
        steps = reads.steps_for(row, self.principal)
        return super().get_context_data(
            row=row, slate=reads.slate(row), ballots=reads.counted(row), tone=reads.tone(row.stage),
            acts=[{"name": f"orgs:reelection_{step}", "label": step.label, "main": number == 0}
                  for number, step in enumerate(steps)],
            waits_above=row.stage in {ReElectionStage.SUBMITTED, ReElectionStage.REPORTED} and not steps,
            events=events_of(row.log), **kwargs,
        )  # fmt: skip


def events_of(log: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what a log says, newest first."""
    return [
        {"title": ReElectionStep(line["step"]).label, "on": date.fromisoformat(line["on"]), "text": line["text"],
         "by": line["by"], "icon": ICONS[line["step"]], "tone": "good" if line["step"] == Step.FILE else ""}
        for line in reversed(log)
    ]  # fmt: skip


class Begin(OrgAct):
    """Begin a re-election."""

    door = Door(rules.RUN)
    model = PartyOrg
    form_class = OrgForm
    title = _("办理换届")
    rule = _(
        "换届按“请示—批复—候选人审查—选举—上报—备案”办理；提前或延期换届不超过1年。（《关于党的基层组织任期的意见》）"
    )
    success_message = _("已开始办理换届，请报送请示。")

    def perform(self, form: Form) -> Any:
        """Begin it."""
        return acts.begin_reelection(org=self.row, on=self.today, by=self.principal)


class ReElectionAct(RowActView):
    """A step with the re-election of the address."""

    model = ReElection
    template_name = "orgs/act.html"
    rule: ClassVar[Any] = ""
    step: ClassVar[ReElectionStep]
    act: ClassVar[Callable[..., Any]]

    @property
    def title(self) -> Any:
        """Name the step."""
        return self.step.label

    def about(self) -> str:
        """Name the organization."""
        return str(self.row.org)

    def get_initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"on": self.today}

    def back(self) -> str:
        """Return to the re-election."""
        return self.row.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rule."""
        return super().get_context_data(rule=self.rule, **kwargs)

    def perform(self, form: Form) -> Any:
        """Call the service of the step."""
        return self.act(reelection=self.row, by=self.principal, **form.cleaned_data)


def _door(step: ReElectionStep) -> Door:
    return Door(rules.MOVES[step].permission)


class Submit(ReElectionAct):
    """Submit the request."""

    step, door, form_class = Step.SUBMIT, _door(Step.SUBMIT), forms.SeatsForm
    rule = _("有正式党员7名以上的应当设支部委员会，一般3至5人，不超过7人。（《中国共产党支部工作条例（试行）》第六章）")

    def perform(self, form: Form) -> Any:
        """Submit it."""
        given = form.cleaned_data
        return acts.submit_reelection(
            reelection=self.row, seats=form.seats(), on=given["on"], by=self.principal, formal=given["formal"]
        )


class Return(ReElectionAct):
    """Return it with the reason."""

    step, door, form_class = Step.RETURN, _door(Step.RETURN), forms.ReasonForm
    act = staticmethod(acts.return_reelection)


class Approve(ReElectionAct):
    """Reply."""

    step, door, form_class = Step.APPROVE, _door(Step.APPROVE), forms.ReplyForm

    def perform(self, form: Form) -> Any:
        """Approve it."""
        return acts.approve_reelection(reelection=self.row, reply=form.reply(), by=self.principal)


class Nominate(ReElectionAct):
    """Record the candidates."""

    step, door, form_class = Step.NOMINATE, _door(Step.NOMINATE), forms.NomineesForm
    rule = _("委员实行差额选举，候选人的差额不少于应选人数的20%；书记、副书记等额选举，从委员中产生。")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hand over the seats."""
        return {**super().get_form_kwargs(), "row": self.row}

    def perform(self, form: Form) -> Any:
        """Record them."""
        given = {"candidates": form.candidates(), "on": form.cleaned_data["on"]}
        return acts.nominate(reelection=self.row, by=self.principal, **given)


class VoteView(ReElectionAct):
    """Record a round of voting."""

    step, door, form_class = Step.VOTE, _door(Step.VOTE), forms.VoteForm
    rule = _("到会有选举权的党员不少于应到会人数的五分之四；收回选票不多于发出选票，选举有效；得票超过半数始得当选。")

    def get_initial(self) -> dict[str, Any]:
        """Begin with today, or with the meeting that votes again."""
        again = {"on": self.row.held_on, "entitled": self.row.entitled, "present": self.row.present}
        return again if self.row.stage == ReElectionStage.RUNOFF else super().get_initial()

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hand over what is voted on."""
        is_open = rules.check_step(ReElectionStage(self.row.stage), Step.VOTE) is None
        return {**super().get_form_kwargs(), "waiting": waiting_ballots(self.row) if is_open else {}}

    def perform(self, form: Form) -> Any:
        """Record it."""
        return acts.vote(reelection=self.row, vote=form.vote(), by=self.principal)


class Report(ReElectionAct):
    """Report the result."""

    step, door, form_class = Step.REPORT, _door(Step.REPORT), forms.DayForm
    act = staticmethod(acts.report_reelection)


class File(ReElectionAct):
    """File the result."""

    step, door, form_class = Step.FILE, _door(Step.FILE), forms.FileForm
    rule = _("备案后新一届自选举之日起任职，上一届同日结束；上报结果的经办人不能自己备案。")
    success_message = _("选举结果已备案，新一届开始。")
    act = staticmethod(acts.file_reelection)


class Withdraw(ReElectionAct):
    """Withdraw it with the reason."""

    step, door, form_class = Step.WITHDRAW, _door(Step.WITHDRAW), forms.ReasonForm
    act = staticmethod(acts.withdraw_reelection)
    danger = True
