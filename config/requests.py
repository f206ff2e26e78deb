"""The request as this application reads it: a ``Content-Type`` that nobody can read is none, and text is UTF-8."""

from typing import Any

from django.core.handlers.wsgi import WSGIRequest


class CalmRequest(WSGIRequest):
    """Django's request, which breaks neither on a malformed content type nor on a charset that is no text encoding."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            super()._set_content_type_params(meta)
        except (ValueError, LookupError):
            self.content_type, self.content_params = "", {}
        self._encoding = None  # addresses and forms are UTF-8 whatever the header says
