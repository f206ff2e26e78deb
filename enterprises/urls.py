"""Addresses of the register's pages."""

from django.urls import path

from enterprises.views import (
    acts,
    clear,
    difficulties,
    dossier,
    handovers,
    liaisons,
    listing,
    phone,
    quality,
    rule_sets,
    survey_page,
)

app_name = "enterprises"
urlpatterns = [
    path("", listing.UnitListView.as_view(), name="list"),
    path("new/", acts.RegisterView.as_view(), name="register"),
    path("rules/", rule_sets.RuleSetsView.as_view(), name="rules"),
    path("rules/<int:pk>/review/", rule_sets.ReviewRulesView.as_view(), name="review_rules"),
    path("handovers/", handovers.HandoverListView.as_view(), name="handovers"),
    path("handovers/<int:pk>/accept/", handovers.AcceptView.as_view(), name="accept_handover"),
    path("handovers/<int:pk>/return/", handovers.ReturnView.as_view(), name="return_handover"),
    path("handovers/<int:pk>/withdraw/", handovers.WithdrawView.as_view(), name="withdraw_handover"),
    path("clear/", clear.ClearLedgerView.as_view(), name="clear"),
    path("clear/scheme/", clear.SchemeView.as_view(), name="set_scheme"),
    path("quality/", quality.QualityView.as_view(), name="quality"),
    path("quality/<slug:code>/", quality.FindingsView.as_view(), name="findings"),
    path("difficulties/", difficulties.DifficultyListView.as_view(), name="difficulties"),
    path("difficulties/<int:pk>/", difficulties.DifficultyView.as_view(), name="difficulty"),
    path("difficulties/<int:pk>/assign/", difficulties.AssignView.as_view(), name="assign_difficulty"),
    path("difficulties/<int:pk>/log/", difficulties.LogView.as_view(), name="log_difficulty"),
    path("difficulties/<int:pk>/solve/", difficulties.SolveView.as_view(), name="solve_difficulty"),
    path("difficulties/<int:pk>/confirm/", difficulties.ConfirmView.as_view(), name="confirm_difficulty"),
    path("difficulties/<int:pk>/send-back/", difficulties.SendBackView.as_view(), name="send_back_difficulty"),
    path("difficulties/<int:pk>/withdraw/", difficulties.WithdrawView.as_view(), name="withdraw_difficulty"),
    path("<int:pk>/difficulty/", difficulties.RaiseView.as_view(), name="raise_difficulty"),
    path("<int:pk>/", dossier.UnitView.as_view(), name="unit"),
    path("<int:pk>/edit/", acts.AmendView.as_view(), name="amend"),
    path("<int:pk>/move/", acts.MoveView.as_view(), name="move"),
    path("<int:pk>/hand-over/", handovers.ProposeView.as_view(), name="hand_over"),
    path("<int:pk>/close/", acts.CloseView.as_view(), name="close"),
    path("<int:pk>/reopen/", acts.ReopenView.as_view(), name="reopen"),
    path("<int:pk>/base/", acts.BaseView.as_view(), name="base"),
    path("<int:pk>/visit/", acts.VisitView.as_view(), name="visit"),
    path("<int:pk>/liaison/", liaisons.LiaisonView.as_view(), name="liaison"),
    path("<int:pk>/liaison/end/", liaisons.EndLiaisonView.as_view(), name="end_liaison"),
    path("<int:pk>/liaison/phone/", liaisons.RevealLiaisonView.as_view(), name="liaison_phone"),
    path("<int:pk>/phone/", acts.RevealView.as_view(), name="phone"),
]
survey_patterns = [
    path("", survey_page.SurveyView.as_view(), name="page"),
    path("sw.js", survey_page.WorkerView.as_view(), name="worker"),
    path("send/", phone.SendView.as_view(), name="send"),
    path("phones/", phone.PhonesView.as_view(), name="phones"),
    path("phones/<uuid:key>/", phone.OwnPhoneView.as_view(), name="phone"),
]
