"""The API under /api/v1/: one router filled by each app's ``api.urls``, the OpenAPI document and its page.

An app's ``api/urls.py`` has ``routes``, a list of (prefix, viewset, basename), and may have ``urlpatterns`` for other
views.
"""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from access.doors import Door

APPS = ("access", "enterprises", "orgs", "instructors", "funding", "reports")



class Schema(SpectacularAPIView):
    """The OpenAPI document."""

    door = Door.signed_in("接口说明只有结构,没有数据")


class Docs(SpectacularSwaggerSplitView):
    """The browsable page of the OpenAPI document."""

    door = Door.signed_in("接口说明只有结构,没有数据")
    url_name = "api:schema"


router = SimpleRouter(trailing_slash=True)
urlpatterns = [
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Docs.as_view(), name="docs"),
]
for _app in APPS:
    # TODO(lead): drop the condition once every app has an API
    if apps.is_installed(_app) and find_spec(f"{_app}.api") and find_spec(f"{_app}.api.urls"):
        _module = import_module(f"{_app}.api.urls")
        for _prefix, _viewset, _basename in getattr(_module, "routes", []):
            router.register(_prefix, _viewset, basename=_basename)
        urlpatterns += getattr(_module, "urlpatterns", [])
urlpatterns += router.urls
