"""Pictures of visits: arriving from phones in chunks, and shown to whoever may see the visit."""

import base64
import binascii
import re
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import View

from access.doors import Door
from access.principals import acting
from access.views.generic import DoorMixin, visible_or_404
from enterprises import services
from enterprises.models import PhotoUpload, VisitPhoto
from enterprises.queries.submissions import SETTLE
from enterprises.rules.pictures import MOST_BYTES, MOST_CHUNK
from enterprises.views.phone import PhoneView, Unreadable, number_of

DIGEST = re.compile(r"[0-9a-f]{64}")


class ChunkView(PhoneView):
    """A picture arrives piece by piece; an empty piece asks how much is there."""

    def get(self, request: HttpRequest, key: uuid.UUID) -> JsonResponse:
        """Say what sending needs."""
        return self.hello(piece=MOST_CHUNK)

    def post(self, request: HttpRequest, key: uuid.UUID) -> JsonResponse:
        """Take a piece."""
        chunk = services.Chunk(_whole(request, "offset"), self.piece(), _digest(request, "chunk"))
        visit = number_of(request.GET.get("visit"))
        if visit is None:
            raise Unreadable
        named = services.Named(visit, _digest(request, "sha256"), _whole(request, "size"))
        with acting(self.principal):
            device = services.own_device(key, by=self.principal)
            if device is None:
                return JsonResponse({"error": "unknown"}, status=404)
            try:
                got = services.receive_chunk(device=device, named=named, chunk=chunk, by=self.principal, at=self.now)
            except ValidationError as refusal:
                told = {"error": "refused", "code": refusal.error_list[0].code, "says": refusal.messages}
                return JsonResponse(told, status=400)
        return JsonResponse({"received": got.received, "whole": got.is_whole})

    def piece(self) -> bytes:
        """Return the bytes that were sent.

        Raises:
            Unreadable: too many, or the line was cut.
        """
        if int(self.request.headers.get("Content-Length") or 0) > MOST_CHUNK:
            raise Unreadable
        try:
            return bytes(self.request.body)
        except OSError as error:
            raise Unreadable from error


def picture_of(sent: dict[str, Any]) -> services.Picture:
    """Return a picture of a file that a phone saved; what it is worth is judged when it is stored.

    Raises:
        Unreadable: a part is missing or of another kind.
    """
    number, sha256, size, content = (sent.get(name) for name in ("number", "sha256", "size", "content"))
    visit = number_of(number)
    if visit is None or not isinstance(sha256, str) or not DIGEST.fullmatch(sha256):
        raise Unreadable
    if not isinstance(size, int) or not isinstance(content, str) or len(content) > 2 * MOST_BYTES:
        raise Unreadable
    try:
        return services.Picture(services.Named(visit, sha256, size), base64.b64decode(content, validate=True))
    except (ValueError, binascii.Error) as error:
        raise Unreadable from error


class PictureView(DoorMixin, View):
    """A picture, as a file that no browser takes for a page."""

    def answer(self, content: bytes, name: str) -> HttpResponse:
        """Return the file."""
        found = HttpResponse(bytes(content), content_type="image/jpeg")
        found.headers["Content-Disposition"] = f'attachment; filename="{name}.jpg"'
        found.headers["X-Content-Type-Options"] = "nosniff"
        found.headers["Cache-Control"] = "private, no-store"
        return found


class VisitPhotoView(PictureView):
    """A picture that is kept with a visit."""

    door = Door("enterprises.view_unit")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give it."""
        row = visible_or_404(VisitPhoto.objects, self.principal, self.door.permission, pk=pk)
        return self.answer(row.content, f"visit-{row.visit_id}-{row.pk}")


class SentPhotoView(PictureView):
    """A picture of a visit that is held, for whoever decides of it."""

    door = Door(SETTLE)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give it."""
        rows: Any = PhotoUpload.objects.filter(whole_at__isnull=False, kept_at__isnull=True)
        row = visible_or_404(rows, self.principal, SETTLE, pk=pk)
        return self.answer(row.content, f"sent-{row.pk}")


def _digest(request: HttpRequest, name: str) -> str:
    given = request.GET.get(name, "")
    if not DIGEST.fullmatch(given):
        raise Unreadable
    return given


def _whole(request: HttpRequest, name: str) -> int:
    given = request.GET.get(name, "")
    if not given.isascii() or not given.isdecimal() or len(given) > len(str(MOST_BYTES)) + 1:
        raise Unreadable
    return int(given)
