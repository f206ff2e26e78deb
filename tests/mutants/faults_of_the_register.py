"""Planted faults of the register: what visits confirm, pictures in saved files, outside registers, transfers that are asked for."""

from tests.mutants.fault import Fault

REGISTER = (
    Fault(
        "known-answers-not-confirmed", "enterprises/services/visiting.py",
        "stood = sorted({*confirmed, *standing}) if", "stood = sorted(confirmed) if",
        "tests/enterprises/test_confirming.py::test_what_is_found_as_known_is_named_by_the_visit_and_no_new_fact",
    ),
    Fault(
        "nobody-met-and-yet-confirmed", "enterprises/services/visiting.py",
        "{*confirmed, *standing}) if outcome == VisitOutcome.DONE else []", "{*confirmed, *standing})",
        "tests/enterprises/test_confirming.py::test_nobody_met_confirms_nothing",
    ),
    Fault(
        "picture-of-another-phones-visit-kept", "enterprises/services/phone/photos.py",
        "    if not is_right or not sent.exists():\n", "    if not is_right:\n",
        "tests/enterprises/phone/test_photos.py::test_pictures_of_a_saved_file_are_kept_once_and_others_refused",
    ),
    Fault(
        "picture-of-a-saved-file-counted-and-not-kept", "enterprises/services/phone/photos.py",
        "return row.whole_at is not None or _finish(row, picture.data, by, at).is_whole", "return True",
        "tests/enterprises/phone/test_photos.py::test_pictures_of_a_saved_file_are_kept_once_and_others_refused",
    ),
    Fault(
        "row-of-a-register-told-again", "enterprises/services/sheets/register_judging.py",
        "        if was_listed and not moved:\n            row.verdict = RowVerdict.SAME  # told before\n        elif unit is None:",
        "        if unit is None:",
        "tests/enterprises/test_registers.py::test_a_later_file_is_compared_with_the_former_one_and_what_vanished_is_cancelled",
    ),
    Fault(
        "what-vanished-from-a-register-forgotten", "enterprises/services/sheets/register_judging.py",
        "        found.append(row)\n    return found", "    return found",
        "tests/enterprises/test_registers.py::test_a_later_file_is_compared_with_the_former_one_and_what_vanished_is_cancelled",
    ),
    Fault(
        "request-answered-by-who-asked", "enterprises/services/asking.py",
        "    rows = Unit.objects.visible_to(by, MOVE).select_for_update(of=(\"self\",))",
        "    rows = Unit.objects.as_system().select_for_update(of=(\"self\",))",
        "tests/enterprises/test_asking.py::test_nobody_answers_a_request_of_their_own",
    ),
    Fault(
        "offer-agreed-to-as-a-request", "enterprises/services/asking.py",
        "    if row.state != HandoverState.ASKED:", "    if False:",
        "tests/enterprises/test_asking.py::test_an_offer_is_not_agreed_to_as_if_it_had_been_asked_for",
    ),
    Fault(
        "superiors-left-below", "orgs/services/importing_order.py",
        "    return _superiors_first(rows, forest)", "    return list(rows)",
        "tests/api/test_org_forest.py::test_a_committee_of_the_district_is_founded_by_the_district_and_stands_above_those_of_streets",
    ),
    Fault(
        "moved-unit-on-nobodys-list", "enterprises/services/rounds/dealing.py",
        "        deal_by_place([task.pk], task.round.area, on)", "        pass",
        "tests/enterprises/test_rounds.py::test_a_unit_that_moves_changes_to_the_list_of_its_new_place",
    ),
)  # fmt: skip
