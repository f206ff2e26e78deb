"""Addresses of the permissions layer's endpoints."""

from django.urls import path

from access.api.areas import AreaViewSet, BodyViewSet, PingView

routes = [("areas", AreaViewSet, "area"), ("bodies", BodyViewSet, "body")]
urlpatterns = [path("ping", PingView.as_view(), name="ping")]
