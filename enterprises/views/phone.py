"""The survey page (离线走访) and what its script asks: JSON under the session, each door declared.

What a phone sends is stored in a transaction that stays whatever follows, so these views commit by themselves.
"""

import json
import uuid
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property

from access.doors import Door
from access.models import Area
from access.principals import acting
from access.views.generic import DoorMixin
from enterprises import services
from enterprises.models import Device
from enterprises.queries import phone

MOST_BYTES = 64 * 1024  # of one visit
MOST_SEQUENCE = 2**31 - 1
MOST_DIGITS = 18  # of an id
OWN = Door.signed_in("one's own phone: what it sends is stored first, the act behind it asks the policy")


class Unreadable(ValueError):
    """What was sent is not what this address takes."""


class PhoneView(DoorMixin):
    """Answers the page's script with JSON, in transactions of its own."""

    door = OWN
    commits_by_itself = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer; refusals are JSON too."""
        self.now = timezone.now()
        try:
            return super().dispatch(request, *args, **kwargs)
        except Unreadable:
            return JsonResponse({"error": "unreadable"}, status=400)
        except services.Revoked:
            return JsonResponse({"error": "revoked"}, status=403)
        except PermissionDenied as denied:
            request.denied = denied
            return JsonResponse({"error": "denied"}, status=403)
        except ValidationError as refusal:
            return JsonResponse({"error": "refused", "says": refusal.messages}, status=400)

    def body(self) -> dict[str, Any]:
        """Return the JSON object that was sent.

        Raises:
            Unreadable: it is none, or longer than any visit.
        """
        if int(self.request.headers.get("Content-Length") or 0) > MOST_BYTES:
            raise Unreadable
        try:
            found = json.loads(self.request.body)
            whole = json.dumps(found, ensure_ascii=False, allow_nan=False)
            whole.encode()  # half a character cannot be kept either
        except (ValueError, RecursionError) as error:
            raise Unreadable from error
        if not isinstance(found, dict) or "\\u0000" in whole:
            raise Unreadable
        return found

    def hello(self, **more: Any) -> JsonResponse:
        """Say who is signed in, and give the token that writing needs."""
        who = {"csrf": get_token(self.request), "user": self.principal.name, "at": self.now.isoformat()}
        return JsonResponse(who | more)


def lease(device: Device) -> dict[str, Any]:
    """Return what a phone may keep until its lease ends."""
    return {"device": str(device.public_id), "half": device.half, "lease_until": device.lease_until.isoformat()}


class PhonesView(PhoneView):
    """One's own phones; registering the one in hand."""

    def get(self, request: HttpRequest) -> JsonResponse:
        """List them."""
        with acting(self.principal):
            rows = Device.objects.mine(self.principal).filter(revoked_at__isnull=True).order_by("pk")
            return self.hello(phones=[{"device": str(row.public_id), "label": row.label} for row in rows])

    def post(self, request: HttpRequest) -> JsonResponse:
        """Register."""
        label = self.body().get("label")
        if not isinstance(label, str) or len(label) > Device._meta.get_field("label").max_length:
            raise Unreadable
        with acting(self.principal):
            device = services.register_device(label=label, by=self.principal, at=self.now)
        return JsonResponse(lease(device), status=201)


class OwnPhoneView(PhoneView):
    """A phone of one's own: what it takes along, its lease, its end."""

    @cached_property
    def device(self) -> Device | None:
        """Return the phone; another's and none at all answer alike."""
        return services.own_device(self.kwargs["key"], by=self.principal)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for the phone first."""
        with acting(request.principal):
            known = self.device is not None
        return super().dispatch(request, *args, **kwargs) if known else JsonResponse({"error": "unknown"}, status=404)

    def get(self, request: HttpRequest, key: uuid.UUID) -> JsonResponse:
        """Give the work list with everything that belongs to it."""
        if self.device.revoked_at is not None:
            return JsonResponse({"error": "revoked"}, status=403)
        with acting(self.principal):
            area = Area.objects.filter(pk__in=_ids(request.GET.get("area", ""))).order_by("pk").first()
            return JsonResponse(phone.bundle(self.principal, on=self.today, area=area))

    def post(self, request: HttpRequest, key: uuid.UUID) -> JsonResponse:
        """Renew the lease, enter what is due, and tell what became of visits sent before; with ``more`` the phone calls again."""
        numbers = [one for one in map(number_of, self.body().get("numbers") or []) if one]
        with acting(self.principal):
            device = services.renew_device(device=self.device, by=self.principal, at=self.now)
        is_more = services.apply_due(device=device, by=self.principal, at=self.now) == services.MOST_AT_ONCE
        with acting(self.principal):
            return JsonResponse(lease(device) | {"states": phone.states_of(device, numbers), "more": is_more})

    def delete(self, request: HttpRequest, key: uuid.UUID) -> JsonResponse:
        """Revoke one's own phone."""
        with acting(self.principal):
            services.revoke_device(device=self.device, by=self.principal, at=self.now)
        return JsonResponse({"revoked": True})


class SendView(PhoneView):
    """Where visits arrive."""

    def get(self, request: HttpRequest) -> JsonResponse:
        """Say what sending needs."""
        return self.hello()

    def post(self, request: HttpRequest) -> JsonResponse:
        """Store, then enter what is due; the receipt says that the phone may let its copy go."""
        sent = self.body()
        entry, by = entry_of(sent), self.principal
        with acting(by):
            device = services.own_device(number_of(sent.get("device")), by=by)
        if device is None:
            return JsonResponse({"error": "unknown"}, status=404)
        try:
            with acting(by):
                receipt = services.receive(
                    device=device, entry=entry, by=by, at=self.now, sent_at=_instant(sent.get("sent_at"))
                )
        except services.OtherContent as other:
            with acting(by):
                services.keep_aside(device=device, entry=entry, by=by)
            return JsonResponse({"error": "other_content", "says": other.messages}, status=409)
        services.apply_due(device=device, by=by, at=self.now)
        return self._receipt(receipt, device)

    def _receipt(self, receipt: Any, device: Device) -> JsonResponse:
        number = receipt.submission.client_uuid
        with acting(self.principal):
            state = phone.states_of(device, [number])[str(number)]
        told = {"number": str(number), "received_at": receipt.submission.received_at.isoformat(), "state": state}
        return JsonResponse(told, status=201 if receipt.is_first else 200)


def entry_of(sent: dict[str, Any]) -> services.Entry:
    """Return what was sent as an entry; its content is judged later, after it is stored.

    Raises:
        Unreadable: it has no number, or parts of another kind.
    """
    number, name, payload = number_of(sent.get("number")), sent.get("unit_name", ""), sent.get("payload")
    if number is None or not isinstance(name, str) or not isinstance(payload, dict):
        raise Unreadable
    return services.Entry(
        client_uuid=number, sequence=_whole(sent.get("sequence"), MOST_SEQUENCE), unit=_whole(sent.get("unit"), 2**63 - 1),
        unit_name=name[:120], payload=payload, device_at=_instant(sent.get("device_at")),
        base_version=None if sent.get("version") is None else _whole(sent["version"], MOST_SEQUENCE),
    )  # fmt: skip


def number_of(value: Any) -> uuid.UUID | None:
    """Return a number as phones write them; None for anything else."""
    try:
        return uuid.UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _ids(text: str) -> list[int]:
    return [int(text)] if text.isdecimal() and len(text) <= MOST_DIGITS else []


def _whole(value: Any, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise Unreadable
    return value


def _instant(value: Any) -> datetime | None:
    """Return an instant with its zone; a clock that says nonsense says nothing."""
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and timezone.is_aware(found) else None
