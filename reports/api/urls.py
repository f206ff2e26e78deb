"""Addresses of the endpoints of reports."""

from django.urls import path

from reports.api.viewsets import CoverageView, IndicatorViewSet

routes = [("indicators", IndicatorViewSet, "indicator")]
urlpatterns = [path("coverage", CoverageView.as_view(), name="coverage")]
