"""Addresses of subsidies."""

from django.urls import path

from funding.views import acts, buttons, reading

app_name = "funding"
urlpatterns = [
    path("", reading.EntitlementList.as_view(), name="list"),
    path("<int:pk>/", reading.EntitlementDetail.as_view(), name="detail"),
    path("<int:pk>/<str:action>/", buttons.ItemButton.as_view(), name="act"),
    path("apply/", acts.Apply.as_view(), name="apply"),
    path("propose/", acts.ProposeAll.as_view(), name="propose"),
    path("review/", buttons.ReviewMany.as_view(), name="review"),
    path("approve/", buttons.ApproveMany.as_view(), name="approve"),
    path("assess/", acts.Assess.as_view(), name="assess"),
    path("batches/", reading.BatchList.as_view(), name="batches"),
    path("batches/new/", acts.MakeBatch.as_view(), name="make_batch"),
    path("batches/<int:pk>/", reading.BatchDetail.as_view(), name="batch"),
    path("batches/<int:pk>/<str:action>/", buttons.BatchButton.as_view(), name="batch_act"),
    path("payments/<int:pk>/<str:action>/", buttons.PaymentButton.as_view(), name="payment_act"),
    path("ledger/", reading.Ledger.as_view(), name="ledger"),
    path("budgets/set/", acts.SetBudget.as_view(), name="set_budget"),
    path("policies/", reading.Policies.as_view(), name="policies"),
    path("policies/release/", acts.Release.as_view(), name="release"),
    path("policies/versions/<int:pk>/end/", acts.End.as_view(), name="end"),
]
