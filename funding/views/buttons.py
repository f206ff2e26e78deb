"""Buttons: one act on chosen rows, an entitlement, a batch or a payment; the services check who may."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import ngettext
from django.views.generic import View

from access import answers
from access.doors import Door
from access.views.generic import DoorMixin, visible_or_404
from funding import services
from funding.choices import Action, EntitlementStatus
from funding.forms import acts as forms
from funding.models import Batch, Entitlement, Payment


class DecideMany(DoorMixin, View):
    """Review or approve the rows chosen in the list; all of them or none."""

    http_method_names = ("post",)
    status: ClassVar[EntitlementStatus]
    act: ClassVar[Any]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Act on the chosen rows."""
        form = forms.ItemsForm(
            request.POST, principal=self.principal, permission=self.door.permission, status=self.status
        )
        back = f"{reverse('funding:list')}?status={self.status}"
        if not form.is_valid():
            messages.error(request, _now("请选择补助事项；所选事项须仍处于“%s”状态。") % self.status.label)
            return redirect(back)
        items = list(form.cleaned_data["items"])
        done = ngettext("已办理 %d 项。", "已办理 %d 项。", len(items)) % len(items)
        return _answer(request, back, done, lambda: type(self).act(items=items, on=self.today, by=self.principal))


class ReviewMany(DecideMany):
    """Review several."""

    door = Door("funding.review_entitlement")
    status = EntitlementStatus.PROPOSED
    act = services.review


class ApproveMany(DecideMany):
    """Approve several."""

    door = Door("funding.approve_entitlement")
    status = EntitlementStatus.REVIEWED
    act = services.approve


class Button(DoorMixin, View):
    """One act on one row, named in the address; the service checks who may."""

    http_method_names = ("post",)
    model: ClassVar[Any]
    acts: ClassVar[dict[str, Callable[..., Any]]]

    def post(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        """Act, or say why not.

        Raises:
            Http404: no such act, or the row is absent or out of sight.
        """
        if action not in self.acts:
            raise Http404
        row = visible_or_404(self.model.objects, self.principal, self.door.permission, pk=pk)
        given = {"on": self.today, "by": self.principal, "version": self._version()}
        reason = request.POST.get("reason", "")
        done = _now("已办理：%s") % Action(action).label
        return _answer(request, self.back(row), done, lambda: self.acts[action](row, reason, given))

    def _version(self) -> int | None:
        given = self.request.POST.get("version", "")
        return int(given) if given.isdecimal() else None

    def back(self, row: Any) -> str:
        """Return the page of the row."""
        return row.get_absolute_url()


class ItemButton(Button):
    """Acts on one entitlement."""

    door = Door("funding.view_entitlement")
    model = Entitlement
    acts: ClassVar = {
        "review": lambda row, _reason, given: services.review(items=[row], **given),
        "approve": lambda row, _reason, given: services.approve(items=[row], **given),
        "return": lambda row, reason, given: services.send_back(item=row, reason=reason, **given),
        "refuse": lambda row, reason, given: services.turn_down(item=row, reason=reason, **given),
        "cancel": lambda row, reason, given: services.cancel(item=row, reason=reason, **given),
        "propose": lambda row, _reason, given: services.propose_again(item=row, **given),
        "claw_back": lambda row, reason, given: services.claw_back(item=row, reason=reason, **given),
    }


def _pay_all(row: Batch, _reason: str, given: dict[str, Any]) -> Any:
    given.pop("version")
    return services.pay_batch(batch=row, **given)


class BatchButton(Button):
    """Acts on one batch."""

    door = Door("funding.view_payment")
    model = Batch
    acts: ClassVar = {
        "confirm": lambda row, _reason, given: services.confirm(batch=row, **given),
        "return": lambda row, reason, given: services.reopen(batch=row, reason=reason, **given),
        "send": lambda row, _reason, given: services.send(batch=row, **given),
        "cancel": lambda row, reason, given: services.cancel_batch(batch=row, reason=reason, **given),
        "settle": lambda row, _reason, given: services.settle(batch=row, **given),
        "pay": _pay_all,
    }


class PaymentButton(Button):
    """Acts on one payment."""

    door = Door("funding.view_payment")
    model = Payment
    acts: ClassVar = {
        "pay": lambda row, _reason, given: services.pay(payment=row, **given),
        "fail": lambda row, reason, given: services.fail(payment=row, reason=reason, **given),
        "resend": lambda row, _reason, given: services.resend(payment=row, **given),
        "unbatch": lambda row, reason, given: services.unbatch(payment=row, reason=reason, **given),
        "reverse": lambda row, reason, given: services.reverse(payment=row, reason=reason, **given),
    }

    def back(self, row: Payment) -> str:
        """Return the page of its batch."""
        return reverse("funding:batch", args=[row.batch_id])


def _answer(request: HttpRequest, back: str, done: str, act: Callable[[], Any]) -> HttpResponse:
    """Perform an act and return to its page; a refusal is said there."""
    try:
        act()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    except IntegrityError as error:
        messages.error(request, answers.constraint_sentence(error)[1])
    else:
        messages.success(request, done)
    return redirect(back)
