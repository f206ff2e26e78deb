"""Planted faults of the roster of members."""

from tests.mutants.fault import Fault

MEMBERS = (
    Fault(
        "letter-of-a-transfer-never-expires", "orgs/rules/members.py",
        "if issued_on <= received_on <= valid_until:", "if issued_on <= received_on:",
        "tests/orgs/test_members.py::test_a_letter_is_received_on_its_last_day_and_issued_anew_after_it",
    ),
    Fault(
        "roster-of-others-is-read", "orgs/queries/members.py",
        "rows = Member.objects.visible_to(principal, VIEW).present()",
        'rows = Member.objects.as_system("fault").present()',
        "tests/orgs/test_member_pages.py::test_the_roster_of_another_street_is_out_of_sight_and_a_leader_has_none",
    ),
    Fault(
        "numbers-shown-without-a-reason", "orgs/services/members/revealing.py",
        "if not reason.strip():", "if False:",
        "tests/orgs/test_member_pages.py::test_numbers_are_shown_once_for_a_reason",
    ),
    Fault(
        "absence-of-a-day-is-floating", "orgs/rules/members.py",
        "return on >= add_months(contact_on, AWAY_MONTHS)", "return on >= contact_on",
        "tests/orgs/test_member_pages.py::test_a_special_state_asks_for_what_it_means",
    ),
    Fault(
        "probationary-members-counted-as-formal", "orgs/queries/members.py",
        "as_of(on).filter(stage=MemberStage.FORMAL)", "as_of(on)",
        "tests/orgs/test_member_pages.py::test_roster_and_survey_are_compared_from_the_first_entry_on",
    ),
    Fault(
        "examination-of-a-formal-member", "orgs/rules/members.py",
        "(formal is None or on < formal)", "True",
        "tests/orgs/test_cultivation.py::test_an_examination_begins_with_the_activist_and_ends_with_the_formal_member",
    ),
)  # fmt: skip
