"""Root addresses: language switch, admin, API, each app's pages, health."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from access.doors import Door, entrance
from access.views import style
from config import api, health
from enterprises.urls import survey_patterns
from reports.views.home import HomeView

LANGUAGE = Door.public("切换语言:登录之前也可以")

urlpatterns = [
    path("healthz/live", health.live, name="live"),
    path("healthz/ready", health.ready, name="ready"),
    path("healthz", health.ready, name="healthz"),
    path("i18n/setlang/", entrance(LANGUAGE)(set_language), name="set_language"),
    path("admin/", admin.site.urls),
    path("api/v1/", include((api.urlpatterns, "api"))),
    path("access/", include("access.urls")),
    path("enterprises/", include("enterprises.urls")),
    path("survey/", include((survey_patterns, "survey"))),
    path("orgs/", include("orgs.urls")),
    path("instructors/", include("instructors.urls")),
    path("funding/", include("funding.urls")),
    path("", HomeView.as_view(), name="home"),
    path("reports/", include("reports.urls")),
    path("style/", style.style, name="style"),
]

handler400 = "access.answers.bad_request"
handler500 = "access.answers.server_error"
