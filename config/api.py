"""The API under /api/v1/: one router filled by each app's ``api.urls``, the OpenAPI document and its page.

An app's ``api/urls.py`` has ``routes``, a list of (prefix, viewset, basename), and may have ``urlpatterns`` for other
views.
"""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path, reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.exceptions import NotAuthenticated
from rest_framework.routers import SimpleRouter

from access import answers
from access.doors import Door, entrance

APPS = ("access", "enterprises", "orgs", "instructors", "funding", "reports")


class OnceGenerator(SchemaGenerator):
    """Writes the document once in each language: it depends on nothing but the code, and takes a second."""

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        """Return the document in the language in force."""
        language = get_language() or ""
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        if language not in _documents:
            with override(language):
                _documents[language] = super().get_schema(request=None, public=True)
        return _documents[language]


_documents: dict[str, dict[str, Any]] = {}


class Schema(SpectacularAPIView):
    """The OpenAPI document."""

    generator_class = OnceGenerator

    door = Door.signed_in("the document shows the structure, no data")
    renderer_classes = (OpenApiJsonRenderer, OpenApiYamlRenderer)
    metadata_class = None


class Docs(SpectacularSwaggerSplitView):
    """The browsable page of the OpenAPI document."""

    door = Door.signed_in("the document shows the structure, no data")
    url_name = "api:schema"
    metadata_class = None

    def handle_exception(self, exc: Exception) -> Any:
        """Send a browser without a session to the sign-in page."""
        if isinstance(exc, NotAuthenticated):
            return redirect_to_login(self.request.get_full_path(), reverse("access:sign_in"))
        return super().handle_exception(exc)


@csrf_exempt
@entrance(Door.public("an unknown address has nothing to protect"))
def unknown(request: HttpRequest) -> HttpResponse:
    """Answer 404 as a problem, with every method."""
    return answers.answer(
        request, 404, _("没有找到"), code="not_found", detail=_("没有这个接口地址。注意地址末尾的斜杠。")
    )


router = SimpleRouter(trailing_slash=True)
urlpatterns = [
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Docs.as_view(), name="docs"),
]
for _app in APPS:
    _module = import_module(f"{_app}.api.urls")
    for _prefix, _viewset, _basename in getattr(_module, "routes", []):
        router.register(_prefix, _viewset, basename=_basename)
    urlpatterns += getattr(_module, "urlpatterns", [])
urlpatterns += [*router.urls, re_path("", unknown, name="unknown")]
