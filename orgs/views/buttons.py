"""Acts that need no form."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.generic import View

from access.doors import Door
from access.views.generic import DoorMixin, visible_or_404
from orgs import services
from orgs.models import PartyOrg


class CoverNewUnits(DoorMixin, View):
    """Cover the new units of a regional organization's grids."""

    door = Door("orgs.cover_unit")
    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Cover them and say how many."""
        org = visible_or_404(PartyOrg.objects, self.principal, self.door.permission, pk=pk)
        number = services.cover_new_units(org=org, on=self.today, by=self.principal)
        messages.success(request, ngettext("已纳入 %d 家单位。", "已纳入 %d 家单位。", number) % number)
        return redirect(org)
