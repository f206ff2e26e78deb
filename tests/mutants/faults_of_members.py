"""Planted faults of the roster of members."""

from tests.mutants.fault import Fault

MEMBERS = (
    Fault(
        "letter-of-a-transfer-never-expires", "orgs/rules/members.py",
        "if issued_on <= received_on <= valid_until:", "if issued_on <= received_on:",
        "tests/orgs/test_members.py::test_a_letter_is_received_on_its_last_day_and_issued_anew_after_it",
    ),
)  # fmt: skip
