"""Addresses of reports; the home page stands at the root (config.urls)."""

from django.urls import path

from reports.views import coverage, sources

app_name = "reports"
urlpatterns = [
    path("coverage/", coverage.CoverageView.as_view(), name="coverage"),
    path("coverage/trend/", coverage.TrendView.as_view(), name="trend"),
    path("figure/", coverage.FigureView.as_view(), name="figure"),
    path("definitions/", sources.DefinitionsView.as_view(), name="definitions"),
    path("sources/", sources.SourcesView.as_view(), name="sources"),
    path("sources/<int:number>/", sources.SourceRowsView.as_view(), name="source_rows"),
]
