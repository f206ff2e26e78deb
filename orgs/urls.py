"""Addresses of organizations."""

from django.urls import path

from orgs.views import acts, buttons, cards, formation, leading, reading

app_name = "orgs"
urlpatterns = [
    path("", reading.OrgList.as_view(), name="list"),
    path("tree/", reading.OrgTree.as_view(), name="tree"),
    path("choices/<str:what>/", reading.Choices.as_view(), name="choices"),
    path("form/", formation.Start.as_view(), name="form"),
    path("form/single/", formation.FormSingle.as_view(), name="form_single"),
    path("form/joint/", formation.FormJoint.as_view(), name="form_joint"),
    path("form/affiliated/", formation.FormAffiliated.as_view(), name="form_affiliated"),
    path("form/regional/", formation.FormRegional.as_view(), name="form_regional"),
    path("cards/<int:pk>/new/", cards.IssueCard.as_view(), name="issue_card"),
    path("<int:pk>/", reading.OrgDossier.as_view(), name="detail"),
    path("<int:pk>/children/", reading.OrgChildren.as_view(), name="children"),
    path("<int:pk>/rename/", acts.Rename.as_view(), name="rename"),
    path("<int:pk>/type/", acts.ChangeType.as_view(), name="change_type"),
    path("<int:pk>/merge/", acts.Merge.as_view(), name="merge"),
    path("<int:pk>/revoke/", acts.Revoke.as_view(), name="revoke"),
    path("<int:pk>/join/", acts.Join.as_view(), name="join"),
    path("<int:pk>/units/<int:unit_pk>/leave/", acts.Leave.as_view(), name="leave"),
    path("<int:pk>/units/<int:unit_pk>/split/", acts.SplitOff.as_view(), name="split"),
    path("<int:pk>/grids/", acts.AddGrids.as_view(), name="add_grids"),
    path("<int:pk>/grids/<int:grid_pk>/release/", acts.ReleaseGrid.as_view(), name="release_grid"),
    path("<int:pk>/cover-new/", buttons.CoverNewUnits.as_view(), name="cover_new"),
    path("<int:pk>/appoint/", leading.Appoint.as_view(), name="appoint"),
    path("<int:pk>/posts/<int:post_pk>/relieve/", leading.Relieve.as_view(), name="relieve"),
    path("<int:pk>/elect/", leading.Elect.as_view(), name="elect"),
    path("<int:pk>/extend/", leading.Extend.as_view(), name="extend"),
    path("<int:pk>/stars/", leading.GiveStars.as_view(), name="stars"),
    path("<int:pk>/stars/withdraw/", leading.WithdrawStars.as_view(), name="withdraw_stars"),
    path("<int:pk>/grade/", leading.Grade.as_view(), name="grade"),
    path("<int:pk>/demonstration/", leading.NameDemonstration.as_view(), name="demonstration"),
    path(
        "<int:pk>/demonstration/withdraw/",
        leading.WithdrawDemonstration.as_view(),
        name="withdraw_demonstration",
    ),
]
