"""Which language an answer speaks: the person's own switch, else Chinese; what a browser asks for counts for the API alone."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import pgettext

API = "/api/"


def chosen(request: HttpRequest) -> str:
    """Return the language of a request: the switch kept as a cookie, for the API else ``Accept-Language``, else Chinese."""
    if request.path_info.startswith(API):
        return translation.get_language_from_request(request)
    asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def listed(words: Iterable[object]) -> str:
    """Return words as one phrase, with the pause mark of the language."""
    return pgettext("between words", "、").join(str(word) for word in words)


class LanguageMiddleware(LocaleMiddleware):
    """Speak Chinese until somebody chooses otherwise, whatever language the browser was installed in."""

    def process_request(self, request: HttpRequest) -> None:
        """Speak the chosen language until the answer is ready."""
        translation.activate(chosen(request))
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Say in which language the answer is, and that the API's depends on what was asked for."""
        if request.path_info.startswith(API):
            patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", translation.get_language())
        return response
