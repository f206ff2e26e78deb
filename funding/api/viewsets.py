"""Endpoints of subsidies: policies are read, entitlements and payments move by acts."""

from typing import Any

from django.db.models import Model
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from access.api.viewsets import ReadViewSet
from funding import services
from funding.api import filters
from funding.api import serializers as shapes
from funding.models import Batch, Entitlement, Payment, PolicyVersion

VIEW, PAYMENTS, PAY = "funding.view_entitlement", "funding.view_payment", "funding.pay_payment"


class PolicyViewSet(ReadViewSet):
    """Released versions of policies (补助政策)."""

    model = PolicyVersion
    serializer_class = shapes.VersionSerializer
    filterset_class = filters.VersionFilters
    doors = {"list": "funding.view_policy", "retrieve": "funding.view_policy"}


class EntitlementViewSet(ReadViewSet):
    """Entitlements (补助事项): propose, review, approve, return, refuse, cancel, claw back."""

    model = Entitlement
    serializer_class = shapes.EntitlementSerializer
    filterset_class = filters.EntitlementFilters
    ordering_fields = ("id", "year")
    doors = {
        "list": VIEW,
        "retrieve": VIEW,
        "create": "funding.apply_entitlement",
        "propose_again": "funding.apply_entitlement",
        "review": "funding.review_entitlement",
        "approve": "funding.approve_entitlement",
        "send_back": VIEW,  # reviewers or approvers, by its state: the service asks
        "turn_down": VIEW,
        "cancel": VIEW,
        "claw_back": "funding.approve_entitlement",
    }
    inputs = {
        "create": shapes.ProposeInput,
        **dict.fromkeys(("review", "approve", "propose_again"), shapes.NothingInput),
        **dict.fromkeys(("send_back", "turn_down", "cancel", "claw_back"), shapes.ReasonInput),
    }

    @extend_schema(responses={201: shapes.EntitlementSerializer})
    def create(self, request: Request) -> Response:
        """Propose what a policy gives an organization for a year (申请)."""
        given = self.validated()
        item = services.propose(row=given.pop("policy"), on=self.today, by=self.principal, **given)
        return self.respond(self._fresh(item), status=201)

    @extend_schema(responses=shapes.EntitlementSerializer)
    @action(detail=True, methods=["post"], url_path="propose")
    def propose_again(self, request: Request, pk: str) -> Response:
        """Propose a returned entitlement again (重新申请)."""
        return self._one(services.propose_again)

    @extend_schema(responses=shapes.EntitlementSerializer)
    @action(detail=True, methods=["post"])
    def review(self, request: Request, pk: str) -> Response:
        """Review (审核)."""
        return self._many(services.review)

    @extend_schema(responses=shapes.EntitlementSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """Approve (审批)."""
        return self._many(services.approve)

    @extend_schema(responses=shapes.EntitlementSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """Return to whoever applies (退回)."""
        return self._one(services.send_back)

    @extend_schema(responses=shapes.EntitlementSerializer)
    @action(detail=True, methods=["post"], url_path="refuse")
    def turn_down(self, request: Request, pk: str) -> Response:
        """Refuse for good (不予补助)."""
        return self._one(services.turn_down)

    @extend_schema(responses=shapes.EntitlementSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Cancel (作废)."""
        return self._one(services.cancel)

    @extend_schema(responses=shapes.EntitlementSerializer)
    @action(detail=True, methods=["post"])
    def claw_back(self, request: Request, pk: str) -> Response:
        """Decide that it is to be given back (收回)."""
        return self._one(services.claw_back)

    def _one(self, act: Any) -> Response:
        item = self.get_object()
        act(item=item, on=self.today, by=self.principal, version=item.version, **self.validated())
        return self.respond(self._fresh(item))

    def _many(self, act: Any) -> Response:
        item = self.get_object()
        self.validated()
        act(items=[item], on=self.today, by=self.principal, version=item.version)
        return self.respond(self._fresh(item))

    def _fresh(self, item: Entitlement) -> Entitlement:
        return Entitlement.objects.visible_to(self.principal, VIEW).get(pk=item.pk)


class BatchViewSet(ReadViewSet):
    """Batches (拨付批次): make, confirm, send, settle, cancel."""

    model = Batch
    serializer_class = shapes.BatchSerializer
    filterset_class = filters.BatchFilters
    doors = {
        "list": PAYMENTS,
        "retrieve": PAYMENTS,
        "create": PAY,
        "confirm": "funding.confirm_batch",
        "send": PAY,
        "settle": PAY,
        "cancel": PAY,
    }
    inputs = {
        "create": shapes.BatchInput,
        **dict.fromkeys(("confirm", "send", "settle"), shapes.NothingInput),
        "cancel": shapes.ReasonInput,
    }

    @extend_schema(responses={201: shapes.BatchSerializer})
    def create(self, request: Request) -> Response:
        """Put approved entitlements into a batch (列入批次)."""
        return self.respond(services.make_batch(on=self.today, by=self.principal, **self.validated()), status=201)

    @extend_schema(responses=shapes.BatchSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """Check (复核)."""
        return self._act(services.confirm)

    @extend_schema(responses=shapes.BatchSerializer)
    @action(detail=True, methods=["post"])
    def send(self, request: Request, pk: str) -> Response:
        """Send to the bank (送银行)."""
        return self._act(services.send)

    @extend_schema(responses=shapes.BatchSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, pk: str) -> Response:
        """Close (办结)."""
        return self._act(services.settle)

    @extend_schema(responses=shapes.BatchSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Cancel before it is sent (作废)."""
        return self._act(services.cancel_batch)

    def _act(self, act: Any) -> Response:
        batch = self.get_object()
        given = self.validated()
        return self.respond(act(batch=batch, on=self.today, by=self.principal, version=batch.version, **given))


class PaymentViewSet(ReadViewSet):
    """Payments (拨付): record arrival or return, send again, take out, reverse."""

    model = Payment
    serializer_class = shapes.PaymentSerializer
    filterset_class = filters.PaymentFilters
    doors = {
        "list": PAYMENTS,
        "retrieve": PAYMENTS,
        **dict.fromkeys(("pay", "fail", "resend", "unbatch", "reverse"), PAY),
    }
    inputs = {
        "pay": shapes.PayInput,
        "resend": shapes.NothingInput,
        **dict.fromkeys(("fail", "unbatch", "reverse"), shapes.ReasonInput),
    }

    def get_object(self) -> Model:
        """Return the payment; for a write its batch is locked first, as every act does."""
        if self.request.method not in SAFE_METHODS:
            rows = Batch.objects.visible_to(self.principal, PAYMENTS).filter(payments=self.kwargs["pk"])
            rows.select_for_update(of=("self",)).order_by("pk").first()
        return super().get_object()

    @extend_schema(responses=shapes.PaymentSerializer)
    @action(detail=True, methods=["post"])
    def pay(self, request: Request, pk: str) -> Response:
        """Record that it arrived (登记到账)."""
        return self._act(services.pay)

    @extend_schema(responses=shapes.PaymentSerializer)
    @action(detail=True, methods=["post"])
    def fail(self, request: Request, pk: str) -> Response:
        """Record that it came back (登记退票)."""
        return self._act(services.fail)

    @extend_schema(responses=shapes.PaymentSerializer)
    @action(detail=True, methods=["post"])
    def resend(self, request: Request, pk: str) -> Response:
        """Send it again (重新送银行)."""
        return self._act(services.resend)

    @extend_schema(responses=shapes.PaymentSerializer)
    @action(detail=True, methods=["post"])
    def unbatch(self, request: Request, pk: str) -> Response:
        """Take it out of its batch (移出批次)."""
        return self._act(services.unbatch)

    @extend_schema(responses=shapes.PaymentSerializer)
    @action(detail=True, methods=["post"])
    def reverse(self, request: Request, pk: str) -> Response:
        """Undo it (冲正)."""
        return self._act(services.reverse)

    def _act(self, act: Any) -> Response:
        payment = self.get_object()
        given = self.validated()
        return self.respond(act(payment=payment, on=self.today, by=self.principal, version=payment.version, **given))
