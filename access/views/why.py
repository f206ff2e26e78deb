"""为什么能/不能: the verdict on a named action, with the grant that decides or the one that is missing."""

from typing import Any

from django.db.models import Model
from django.urls import Resolver404, resolve
from django.views.generic import TemplateView

from access import policy
from access.choices import Role
from access.doors import Door, door_of
from access.forms.why import WhyForm
from access.models import Area, Assignment
from access.principals import Principal
from access.views.generic import DoorMixin


class Why(DoorMixin, TemplateView):
    """Asked about oneself only; a row that one may not see is answered like one that does not exist."""

    door = Door.signed_in("everybody may ask about their own rights")
    template_name = "access/why.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Answer when an action was chosen."""
        form = WhyForm(self.request.GET or None)
        context = super().get_context_data(form=form, held=holdings(self.principal), **kwargs)
        if not (form.is_bound and form.is_valid()):
            return context
        permission, address = form.cleaned_data["permission"], form.cleaned_data["address"]
        row = row_at(self.principal, address) if address else None
        reason = policy.explain(self.principal, permission, row)
        hidden = bool(address) and row is None
        return context | {
            "reason": reason,
            "allowed": reason.allowed and not hidden,
            "permission_label": policy.label(permission),
            "row": row,
            "hidden": hidden,
            "needed": [Role(role).label for role in reason.roles_needed],
            "deciding": []
            if hidden
            else [one for one in context["held"] if one["id"] in {held.assignment_id for held in reason.deciding}],
        }


def holdings(principal: Principal) -> list[dict[str, Any]]:
    """Return what somebody holds today: role, body, areas, line, from and until, by whom and why."""
    rows = Assignment.objects.in_force(principal.user_id, principal.today).select_related("given_by").in_bulk()
    names = dict(
        Area.objects.filter(path__in=[s.path for s in principal.scopes()] + _paths(principal)).values_list(
            "path", "name"
        )
    )
    return [
        {
            "id": held.assignment_id,
            "role": Role(held.role).label,
            "body": held.body,
            "line": held.scopes[0].line if held.scopes else "",
            "areas": [names.get(scope.path, "") for scope in held.scopes],
            "valid": rows[held.assignment_id].valid,
            "given_by": rows[held.assignment_id].given_by,
            "reason": rows[held.assignment_id].reason,
        }
        for held in principal.held
        if held.assignment_id in rows
    ]


def _paths(principal: Principal) -> list[str]:
    return [scope.path for held in principal.held for scope in held.scopes]


def row_at(principal: Principal, address: str) -> Model | None:
    """Return the row that a page of this address is about, when the principal may see that page and the row; else None."""
    try:
        match = resolve(address)
    except Resolver404:
        return None
    view = getattr(match.func, "view_class", None)
    model, pk, door = getattr(view, "model", None), match.kwargs.get("pk"), door_of(match.func)
    if model is None or pk is None or door is None or not hasattr(model._default_manager, "visible_to"):
        return None
    permission = getattr(view, "read_permission", "") or door.permission
    if not permission:
        return None
    return model._default_manager.visible_to(principal, permission).filter(pk=pk).first()
