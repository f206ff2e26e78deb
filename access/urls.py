"""Addresses of the permissions layer."""

from django.urls import path

from access.views import accounts, areas, assignments, bodies, jobs, sign_in, tokens, why

app_name = "access"
urlpatterns = [
    path("sign-in/", sign_in.SignIn.as_view(), name="sign_in"),
    path("sign-out/", sign_in.SignOut.as_view(), name="sign_out"),
    path("password/", sign_in.ChangePassword.as_view(), name="change_password"),
    path("why/", why.Why.as_view(), name="why"),
    path("areas/", areas.AreaTree.as_view(), name="areas"),
    path("areas/choices/", areas.AreaChoices.as_view(), name="area_choices"),
    path("areas/<int:pk>/", areas.AreaDetail.as_view(), name="area"),
    path("areas/<int:pk>/children/", areas.AreaChildren.as_view(), name="area_children"),
    path("areas/<int:pk>/new/", areas.AddArea.as_view(), name="area_add"),
    path("areas/<int:pk>/change/", areas.ChangeArea.as_view(), name="area_change"),
    path("areas/<int:pk>/close/", areas.CloseArea.as_view(), name="area_close"),
    path("bodies/", bodies.BodyList.as_view(), name="bodies"),
    path("bodies/<int:pk>/", bodies.BodyDetail.as_view(), name="body"),
    path("accounts/new/", accounts.CreateAccount.as_view(), name="create_account"),
    path("accounts/<int:pk>/switch/", accounts.SwitchAccount.as_view(), name="switch_account"),
    path("accounts/<int:pk>/password/", accounts.ResetPassword.as_view(), name="reset_password"),
    path("accounts/<int:pk>/role/", assignments.GiveAssignment.as_view(), name="give_assignment_to"),
    path("accounts/<int:pk>/token/", tokens.IssueToken.as_view(), name="issue_token"),
    path("assignments/new/", assignments.GiveAssignment.as_view(), name="give_assignment"),
    path("assignments/<int:pk>/end/", assignments.EndAssignment.as_view(), name="end_assignment"),
    path("tokens/<int:pk>/revoke/", tokens.RevokeToken.as_view(), name="revoke_token"),
    path("jobs/", jobs.JobList.as_view(), name="jobs"),
    path("jobs/<int:pk>/", jobs.JobPage.as_view(), name="job"),
    path("jobs/<int:pk>/progress/", jobs.JobProgress.as_view(), name="job_progress"),
    path("jobs/<int:pk>/cancel/", jobs.CancelJob.as_view(), name="job_cancel"),
    path("jobs/<int:pk>/file/", jobs.JobFile.as_view(), name="job_file"),
]
