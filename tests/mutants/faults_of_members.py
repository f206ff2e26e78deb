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
    Fault(
        "search-given-up-with-ways-left", "orgs/rules/searching.py",
        "    if not missing:", "    if missing:",
        "tests/orgs/search/test_searching.py::test_giving_up_takes_all_six_ways_or_a_reason",
    ),
    Fault(
        "found-without-a-look", "orgs/rules/searching.py",
        "Step.FIND: _move(Stage.FOUND, Stage.CHECKED),", "Step.FIND: _move(Stage.FOUND, Stage.CHECKED, Stage.LISTED),",
        "tests/orgs/search/test_search_pages.py::test_a_step_that_cannot_follow_is_a_sentence_on_its_form",
    ),
    Fault(
        "contracted-to-a-stranger", "orgs/services/searching/listing.py",
        "Member.objects.of(org=org).present()", "Member.objects.of(org=member.org).present()",
        "tests/orgs/search/test_searching.py::test_two_contracts_take_an_organization_and_exactly_one_who_looks",
    ),
    Fault(
        "hidden-counted-of-all", "orgs/queries/searching.py",
        'hidden=Count("pk", filter=is_found & ~Q(hidden_kind="")),', 'hidden=Count("pk", filter=is_found),',
        "tests/orgs/search/test_search_pages.py::test_every_figure_opens_into_as_many_rows_as_it_says",
    ),
    Fault(
        "idle-a-day-late", "orgs/queries/searching.py",
        '.filter(last_on__lte=F("idle_from"))', '.filter(last_on__lt=F("idle_from"))',
        "tests/orgs/search/test_search_pages.py::test_who_is_contracted_without_an_entry_for_thirty_days_is_told_of",
    ),
    Fault(
        "names-of-a-count-added-twice", "orgs/rules/reporting_in.py",
        "return self.named + self.counted", "return self.named + self.counted + self.named_local",
        "tests/orgs/search/test_reporting_in.py::test_names_and_numbers_are_added_once",
    ),
)  # fmt: skip
