"""The list, the dossier, the letter to print, and one's own visits."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from access.doors import Door
from access.views.generic import DoorMixin, ScopedDetailView, ScopedListView
from instructors.forms import InstructorFilterForm
from instructors.forms.filters import ordered
from instructors.models import Instructor, Letter
from instructors.queries import dossier, due
from instructors.views import offers

VIEW = Door("instructors.view_instructor")


class InstructorListView(ScopedListView):
    """Instructors and applicants of one's areas."""

    door = VIEW
    model = Instructor
    template_name = "instructors/list.html"

    def get_queryset(self) -> QuerySet:
        """Return the visible files, narrowed and sorted as the address says."""
        self.form = InstructorFilterForm(self.request.GET)
        rows = self.form.narrowed(super().get_queryset(), self.today)
        return ordered(rows, self.request.GET.get("sort", ""), self.today)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the filters."""
        return super().get_context_data(form=self.form, today=self.today, **kwargs)


class InstructorDetailView(ScopedDetailView):
    """The dossier of an instructor."""

    door = VIEW
    model = Instructor
    template_name = "instructors/detail.html"

    def get_queryset(self) -> QuerySet:
        """Return the visible files with what the head shows."""
        rows = super().get_queryset().with_rights(self.principal, *offers.ACTS)
        return rows.select_related("committee", "area")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the file once."""
        file = dossier.read_file(self.object, self.principal)
        primary, others = offers.of(file, self.principal, on=self.today)
        return super().get_context_data(
            file=file,
            letter=file.letter_on(self.today),
            running=offers.dispatch_rows(file.running(self.today), self.principal),
            past=offers.dispatch_rows(file.past(self.today), self.principal),
            stepper=dossier.stepper(self.object.stage, file.steps),
            events=dossier.timeline(file),
            facts=_facts(self.object),
            visits=due.of_instructor(self.object.person_id, self.principal),
            primary=primary,
            others=others,
            **kwargs,
        )


def _facts(instructor: Instructor) -> list[tuple[Any, Any]]:
    return [
        (_("所在党委（党组）"), instructor.committee.name),
        (_("所属辖区"), instructor.area.name),
        (_("指导员类别"), instructor.get_kind_display()),
        (_("人员来源"), instructor.get_origin_display()),
        (_("工作部门"), instructor.department),
        (_("职务"), instructor.post),
        (_("专长"), instructor.expertise),
        (_("推荐组织"), instructor.recommended_by),
        (_("申请日期"), str(instructor.applied_on or "")),
        (_("申请理由"), instructor.statement),
    ]


class LetterView(ScopedDetailView):
    """The letter of appointment, to print."""

    door = VIEW
    model = Letter
    template_name = "instructors/letter.html"

    def get_queryset(self) -> QuerySet:
        """Return the visible letters."""
        return super().get_queryset().select_related("instructor__committee", "issuing_area")


class VisitsView(DoorMixin, TemplateView):
    """One's own visits: which units are due, and what was recorded last."""

    door = Door("enterprises.visit_unit")
    template_name = "instructors/visits.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what is due, the most overdue first."""
        rows = due.of_person(self.principal, on=self.today)
        late = sum(row.days_late > 0 for row in rows)
        return self.render_to_response(
            {"rows": rows, "late": late, "today": self.today, "recent": due.recent(self.principal)}
        )
