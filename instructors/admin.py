"""Instructors in the administration site: read only, because every change is an act of a service."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from access.admin import ScopedAdmin, ScopedInline
from instructors.models import Dispatch, Instructor, Letter, SelectionStep, Training

READ = {"view": "instructors.view_instructor"}


class StepInline(ScopedInline):
    """The trail of the file."""

    model = SelectionStep
    permissions = READ
    fields = readonly_fields = ("step", "from_stage", "to_stage", "on", "actor_name", "opinion")


class TrainingInline(ScopedInline):
    """Trainings attended."""

    model = Training
    permissions = READ
    fields = readonly_fields = ("held_on", "hours", "topic", "has_passed")


class OfInstructorAdmin(ScopedAdmin):
    """Rows of an instructor, searched by the name on the files in sight; ``search_own`` are columns of the row itself."""

    search_own: tuple[str, ...] = ()

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Offer the search box."""
        return [*self.search_own, "instructor__name"]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Keep the rows whose instructor's name, or own column, contains the term; names are read as far as they are visible."""
        if not search_term:
            return queryset, False
        named = Instructor.objects.visible_to(request.principal, READ["view"]).filter(name__icontains=search_term)
        condition = Q(instructor__in=named.order_by().values("pk"))
        for name in self.search_own:
            condition |= Q(**{f"{name}__icontains": search_term})
        return queryset.filter(condition), False


@admin.register(Instructor)
class InstructorAdmin(ScopedAdmin):
    """Files of instructors."""

    permissions = READ
    list_display = ("name", "stage", "committee", "kind", "origin", "applied_on")
    list_filter = ("stage", "kind", "origin")
    list_select_related = ("committee",)
    search_fields = ("name", "department")
    fields = readonly_fields = (
        "name", "committee", "area", "kind", "origin", "department", "post", "expertise", "is_formal_member",
        "recommended_by", "statement", "stage", "applied_on",
    )  # fmt: skip
    inlines = (StepInline, TrainingInline)


@admin.register(Letter)
class LetterAdmin(OfInstructorAdmin):
    """Letters of appointment."""

    permissions = READ
    list_display = ("number", "instructor", "valid", "issued_on", "revoked_on")
    list_select_related = ("instructor",)
    search_own = ("number",)
    fields = readonly_fields = (
        "number", "instructor", "issuing_area", "valid", "issued_on", "revoked_on", "revoked_because",
    )  # fmt: skip


@admin.register(Dispatch)
class DispatchAdmin(OfInstructorAdmin):
    """Dispatches, superseded rows included."""

    permissions = READ
    list_display = ("instructor", "kind_of_target", "valid", "ended_reason", "recorded_at", "superseded_at")
    list_select_related = ("instructor",)
    list_filter = ("ended_reason",)
    fields = readonly_fields = (
        "instructor", "letter", "kind_of_target", "valid", "load_reason", "ended_reason", "ended_note", "recorded_at",
        "superseded_at",
    )  # fmt: skip

    @admin.display(description=_("派驻对象类型"))
    def kind_of_target(self, obj: Dispatch) -> str:
        """Return what kind of target it is."""
        return str(obj.target_kind.label)
