"""Addresses of instructors."""

from django.urls import path

from instructors.views import acting, dispatching, reading

app_name = "instructors"

urlpatterns = [
    path("", reading.InstructorListView.as_view(), name="list"),
    path("new/", acting.ApplyView.as_view(), name="apply"),
    path("visits/", reading.VisitsView.as_view(), name="visits"),
    path("lookup/people/", dispatching.PeopleView.as_view(), name="people"),
    path("lookup/targets/<slug:kind>/", dispatching.TargetsView.as_view(), name="targets"),
    path("letters/<int:pk>/", reading.LetterView.as_view(), name="letter_print"),
    path("dispatches/<uuid:key>/end/", dispatching.EndDispatchView.as_view(), name="end_dispatch"),
    path("<int:pk>/", reading.InstructorDetailView.as_view(), name="detail"),
    path("<int:pk>/edit/", acting.AmendView.as_view(), name="amend"),
    path("<int:pk>/submit/", acting.SubmitView.as_view(), name="submit"),
    path("<int:pk>/first-review/", acting.FirstReviewView.as_view(), name="first_review"),
    path("<int:pk>/second-review/", acting.SecondReviewView.as_view(), name="second_review"),
    path("<int:pk>/training/start/", acting.StartTrainingView.as_view(), name="start_training"),
    path("<int:pk>/training/", acting.TrainingView.as_view(), name="training"),
    path("<int:pk>/training/certify/", acting.CertifyView.as_view(), name="certify"),
    path("<int:pk>/letter/", dispatching.LetterActView.as_view(), name="letter"),
    path("<int:pk>/dispatch/", dispatching.DispatchView.as_view(), name="dispatch"),
    path("<int:pk>/recall/", acting.RecallView.as_view(), name="recall"),
    path("<int:pk>/resign/", acting.ResignView.as_view(), name="resign"),
    path("<int:pk>/end/", acting.EndView.as_view(), name="end"),
]
