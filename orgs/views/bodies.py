"""The work of bodies: the list of bodies, one body with all of its work, and its members, posts and meetings."""

from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import ListView, TemplateView

from access import policy
from access.doors import Door
from access.models import Body
from access.principals import Place
from access.views.acts import RowActView
from access.views.generic import DoorMixin, visible_or_404
from orgs.choices import BodyPostKind
from orgs.forms import bodies as forms
from orgs.models import BodyMeeting, BodyMember, BodyPost, MeetingBody
from orgs.models.seats import place_of, seat
from orgs.queries import bodies as reads
from orgs.queries import duties
from orgs.services import bodies as acts

VIEW, KEEP = reads.VIEW, reads.KEEP


class BodyWorkList(DoorMixin, ListView):
    """Bodies, by place."""

    door = Door(VIEW)
    template_name = "orgs/bodies/list.html"
    paginate_by = 50

    def get_queryset(self) -> QuerySet:
        """Read those at home where the principal may read."""
        return reads.of_work().filter(pk__in=Body.objects.at_home(self.principal, VIEW).values("pk"))


class BodyWork(DoorMixin, TemplateView):
    """One body: who leads it, its member units, its meetings, and the tasks it has and gave."""

    door = Door(VIEW)
    template_name = "orgs/bodies/body.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read it in a fixed number of statements."""
        body = get_object_or_404(Body.objects.select_related("home", "line", "parent"), pk=self.kwargs["pk"])
        has, gave = reads.unfinished(body, self.principal, self.today)
        return super().get_context_data(
            body=body, posts=reads.posts(body, self.principal, self.today),
            members=reads.members(body, self.principal, self.today),
            meetings=reads.meetings(self.principal, body=body)[: reads.RECENT],
            letters=duties.shown(list(duties.letters(self.principal, body=body)[: reads.RECENT])),
            pairings=duties.pairings(self.principal, self.today, body=body)[: reads.RECENT],
            has=has, gave=gave,
            may_keep=policy.can(self.principal, KEEP) and policy.can_on(self.principal, KEEP, place_of(body)), **kwargs,
        )  # fmt: skip


class MeetingList(DoorMixin, ListView):
    """Meetings, newest first."""

    door = Door(VIEW)
    template_name = "orgs/bodies/meetings.html"
    paginate_by = 50

    @cached_property
    def form(self) -> forms.MeetingFilterForm:
        """Read the filters from the address."""
        form = forms.MeetingFilterForm(self.request.GET, principal=self.principal)
        form.is_valid()
        return form

    def get_queryset(self) -> QuerySet:
        """Return the selection."""
        return reads.meetings(self.principal, kind=self.form.cleaned_data.get("kind", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the filters."""
        return super().get_context_data(form=self.form, **kwargs)


class MeetingView(DoorMixin, TemplateView):
    """One meeting: what it was about, who took part, and what became of its decisions."""

    door = Door(VIEW)
    template_name = "orgs/bodies/meeting.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read it with its tasks."""
        rows = BodyMeeting.objects.select_related("body")
        row = visible_or_404(rows, self.principal, VIEW, pk=self.kwargs["pk"])
        tasks = list(reads.tasks(self.principal, self.today).filter(meeting=row))
        return super().get_context_data(
            row=row, present=MeetingBody.objects.of(meeting=row).select_related("body").order_by("body__name", "pk"),
            tasks=reads.shown(tasks, self.today), may_keep=policy.can_on(self.principal, KEEP, row), **kwargs,
        )  # fmt: skip


class OfBody(RowActView):
    """An act for the body of the address; begins with today."""

    model = Body
    door = Door(KEEP)
    template_name = "orgs/bodies/act.html"

    def place(self, row: Body) -> Place:
        """Return where the body acts."""
        return place_of(row)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hand over the area of the body, after asking whether one may act there."""
        return {**super().get_form_kwargs(), "area": seat(self.row)}

    def get_initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"on": self.today}

    def back(self) -> str:
        """Return to the body."""
        return reverse("orgs:body_work", args=[self.row.pk])


class AddMember(OfBody):
    """A member unit."""

    form_class = forms.MemberForm
    title = _("登记成员单位")
    success_message = _("成员单位已登记。")

    def perform(self, form: Form) -> Any:
        """Record it."""
        acts.add_member(committee=self.row, by=self.principal, **form.cleaned_data)
        return self.back()


class AppointToBody(OfBody):
    """A person's duty."""

    form_class = forms.BodyPostForm
    title = _("登记任职")
    success_message = _("任职已登记。")

    def perform(self, form: Form) -> Any:
        """Record it."""
        given = {**form.cleaned_data, "kind": BodyPostKind(form.cleaned_data["kind"])}
        acts.appoint_to_body(body=self.row, by=self.principal, **given)
        return self.back()


class RecordMeeting(OfBody):
    """A meeting."""

    form_class = forms.MeetingForm
    title = _("登记会议")
    success_message = _("会议已登记，请逐项交办议定事项。")

    def perform(self, form: Any) -> Any:
        """Record it and go on to its page."""
        return acts.record_meeting(body=self.row, held=form.held(), by=self.principal)


class _End(RowActView):
    door = Door(KEEP)
    template_name = "orgs/bodies/act.html"
    form_class = forms.EndDayForm
    danger = True

    @cached_property
    def standing(self) -> Any:
        """The row of the address while it stands; what was superseded is not ended again.

        Raises:
            Http404: superseded.
        """
        if self.row.superseded_at is not None:
            raise Http404
        return self.row

    def get_initial(self) -> dict[str, Any]:
        """Begin with today, once the row is found."""
        return {"on": self.today} if self.standing else {}


class EndMember(_End):
    """A body is no longer member unit."""

    model = BodyMember
    title = _("结束成员单位关系")
    success_message = _("已结束成员单位关系。")

    def back(self) -> str:
        """Return to the committee."""
        return reverse("orgs:body_work", args=[self.standing.committee_id])

    def perform(self, form: Form) -> Any:
        """End it."""
        acts.end_member(row=self.standing, on=form.cleaned_data["on"], by=self.principal)
        return self.back()


class EndBodyPost(_End):
    """A duty ends."""

    model = BodyPost
    title = _("结束任职")
    success_message = _("任职已结束。")

    def about(self) -> str:
        """Name body and duty."""
        return f"{self.row.body} · {self.row.get_kind_display()}"

    def back(self) -> str:
        """Return to the body."""
        return reverse("orgs:body_work", args=[self.standing.body_id])

    def perform(self, form: Form) -> Any:
        """End it."""
        acts.end_body_post(row=self.standing, on=form.cleaned_data["on"], by=self.principal)
        return self.back()
