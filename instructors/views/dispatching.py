"""Letters and dispatches, and the look-ups of their forms."""

from typing import Any

from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from access.doors import Door
from access.views.generic import DoorMixin, visible_or_404
from instructors import services
from instructors.choices import DispatchEndReason, DispatchTarget, Stage
from instructors.forms import DISPATCH_FORMS, EndDispatchForm, LetterForm
from instructors.models import Dispatch
from instructors.queries import choices, dossier
from instructors.rules.steps import DEFAULT, MONTHS, add_months
from instructors.views.acting import FileActView

FOUND = 20  # choices offered while typing


class LetterActView(FileActView):
    """Issue the letter, or the next one."""

    door = Door("instructors.appoint")
    form_class = LetterForm
    title, primary = _("发放聘书"), _("发放聘书")
    hint = _("编号自动生成。续聘从上一聘期届满之日起。")
    success_message = _("聘书已发放。")

    def get_initial(self) -> dict[str, Any]:
        """Suggest the usual term, following the last letter."""
        last = (
            self.instructor.letters.visible_to(self.principal, self.door.permission)
            .unrevoked()
            .order_by("-valid")
            .first()
        )
        since = max(last.valid.upper, self.today) if last else self.today
        return {"since": since, "until": add_months(since, DEFAULT.letter_years * MONTHS)}

    def perform(self, form: Form) -> Model:
        """Appoint or renew, as the stage says."""
        act = services.renew if self.instructor.stage == Stage.SERVING else services.appoint
        act(instructor=self.instructor, on=self.today, by=self.principal, **form.cleaned_data)
        return self.instructor


class DispatchView(FileActView):
    """Dispatch to a unit, an organization or a grid (``?to=``)."""

    door = Door("instructors.dispatch")
    template_name = "instructors/dispatch.html"
    title, primary = _("派驻"), _("派驻")
    success_message = _("已派驻，指导员自派驻开始之日起可见派驻对象。")

    @cached_property
    def kind(self) -> DispatchTarget:
        """Return what the form asks for."""
        wanted = self.request.GET.get("to", DispatchTarget.UNIT)
        return DispatchTarget(wanted) if wanted in DispatchTarget.values else DispatchTarget.UNIT

    def get_form_class(self) -> type[Form]:
        """Return the form of the kind."""
        return DISPATCH_FORMS[self.kind]

    def get_initial(self) -> dict[str, Any]:
        """Suggest to begin today, with the target that the address names."""
        return {"since": self.today, "target": self.request.GET.get("target", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the letter and the load."""
        file = dossier.read_file(self.instructor, self.principal)
        running = file.running(self.today)
        kinds = [(kind.value, kind.label, kind == self.kind) for kind in DispatchTarget]
        return super().get_context_data(
            letter=file.letter_on(self.today),
            load=len(running),
            running=running,
            kinds=kinds,
            norm=DEFAULT.load_norm,
            **kwargs,
        )

    def perform(self, form: Form) -> Model:
        """Dispatch."""
        services.dispatch(instructor=self.instructor, on=self.today, by=self.principal, **form.cleaned_data)
        return self.instructor


class EndDispatchView(FileActView):
    """End one dispatch."""

    door = Door("instructors.dispatch")
    form_class = EndDispatchForm
    title, primary, tone = _("结束派驻"), _("结束派驻"), "danger"
    success_message = _("派驻已结束。")

    @cached_property
    def dispatched(self) -> Dispatch:
        """Return the live dispatch of the address."""
        rows = Dispatch.objects.live().select_related("instructor__committee", "unit", "org", "grid")
        return visible_or_404(rows, self.principal, self.door.permission, key=self.kwargs["key"])

    @cached_property
    def instructor(self) -> Any:
        """Return whose dispatch it is."""
        return self.dispatched.instructor

    def get_initial(self) -> dict[str, Any]:
        """Suggest today."""
        return {"on": self.today, "reason": DispatchEndReason.HANDED_OVER}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the target."""
        return super().get_context_data(
            dispatched=self.dispatched, target=dossier.target_name(self.dispatched), **kwargs
        )

    def perform(self, form: Form) -> Model:
        """End it."""
        services.end_dispatch(dispatch=self.dispatched, by=self.principal, **form.cleaned_data)
        return self.instructor


class LookUpView(DoorMixin):
    """Choices for a form while typing, as the principal sees them."""

    def rows(self, term: str) -> QuerySet:
        """Return the visible rows that match."""
        raise NotImplementedError

    def label(self, row: Any) -> str:
        """Word one choice."""
        return str(row)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the first matches."""
        term = request.GET.get("q", "").strip()[:60].replace("\x00", "")
        found = self.rows(term)[:FOUND] if term else ()
        return JsonResponse({"results": [{"id": row.pk, "label": self.label(row)} for row in found]})


class PeopleView(LookUpView):
    """People who may apply."""

    door = Door("instructors.apply_instructor")

    def rows(self, term: str) -> QuerySet:
        """Return visible people by name or employer."""
        return choices.people(self.principal, term)

    def label(self, row: Any) -> str:
        """Name and employer."""
        return " ".join(part for part in (row.name, row.employer, row.post) if part)


class TargetsView(LookUpView):
    """Units or organizations to dispatch to."""

    door = Door("instructors.dispatch")

    def rows(self, term: str) -> QuerySet:
        """Return visible targets.

        Raises:
            Http404: neither units nor organizations.
        """
        if self.kwargs["kind"] not in {DispatchTarget.UNIT, DispatchTarget.ORG}:
            raise Http404
        return choices.targets(DispatchTarget(self.kwargs["kind"]), self.principal, term)

    def label(self, row: Any) -> str:
        """Name, and the unit's place."""
        place = getattr(row, "area", None) if self.kwargs["kind"] == DispatchTarget.UNIT else None
        return f"{row} {place}" if place else str(row)
