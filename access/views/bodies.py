"""Working bodies (工作机构): who answers for which areas and which industry line."""

from typing import Any

from django.db.models import Q, QuerySet
from django.views.generic import DetailView, ListView

from access import policy
from access.choices import BodyKind
from access.doors import Door
from access.forms.areas import BodyFilter
from access.models import Body
from access.principals import Place
from access.views.generic import DoorMixin


class BodyList(DoorMixin, ListView):
    """All bodies; they are reference data."""

    door = Door("access.view_body")
    template_name = "access/bodies.html"
    paginate_by = 50

    def get_queryset(self) -> QuerySet:
        """Filter by name and kind."""
        rows = (
            Body.objects.select_related("home", "line", "parent")
            .prefetch_related("areas")
            .order_by("home__path", "kind", "name", "pk")
        )
        text, kind = self.request.GET.get("q", "").strip(), self.request.GET.get("kind", "")
        rows = rows.filter(Q(name__icontains=text) | Q(home__name__icontains=text)) if text else rows
        return rows.filter(kind=kind) if kind in BodyKind.values else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer the filters."""
        return super().get_context_data(filters=BodyFilter(self.request.GET or None), **kwargs)


class BodyDetail(DoorMixin, DetailView):
    """One body with its areas, its line and the bodies below it."""

    door = Door("access.view_body")
    template_name = "access/body.html"
    queryset = Body.objects.select_related("home", "line", "parent")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather what is shown."""
        return super().get_context_data(
            areas=self.object.areas.order_by("path"),
            below=self.object.children.order_by("name", "pk"),
            may_change=policy.can_on(self.principal, "access.change_body", Place(self.object.home.path))
            and policy.can(self.principal, "access.enter_admin"),
            **kwargs,
        )
