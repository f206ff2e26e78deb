"""Planted faults of the formation planner and of taking a plan over."""

from tests.mutants.fault import Fault

PLANS = (
    Fault(
        "planner-joins-units-apart", "orgs/rules/planner/town.py",
        "return one == other or other in self._near.get(one, frozenset())", "return True",
        "tests/orgs/planner/test_planner.py::test_units_of_communities_apart_are_not_joined",
    ),
    Fault(
        "planner-fills-a-branch-above-the-norm", "orgs/rules/planner/pooling.py",
        "{branches: -limits.joint_max_units}", "{branches: -1 - limits.joint_max_units}",
        "tests/orgs/planner/test_planner.py::test_the_norm_of_five_units_holds_and_a_district_may_set_ten",
    ),
    Fault(
        "planner-trusts-the-narrow-search", "orgs/rules/planner/solving.py",
        "if bound >= value:", "if True:",
        "tests/orgs/planner/test_planner.py::test_plans_of_small_towns_equal_the_best_of_all_subsets",
    ),
    Fault(
        "planner-forgets-the-columns-left-out", "orgs/rules/planner/solving.py",
        "bound = max(0, math.ceil(min(proved, others) - TOLERANCE))", "bound = max(0, math.ceil(proved - TOLERANCE))",
        "tests/orgs/planner/test_solving.py::test_what_a_narrow_search_leaves_out_is_never_claimed_as_proved",
    ),
    Fault(
        "plan-is-taken-over-by-former-limits", "orgs/services/planner/accepting.py",
        "    _insist_in_force(seen, on)\n", "",
        "tests/orgs/plans/test_changes.py::test_a_plan_made_by_limits_that_are_no_longer_in_force_is_not_taken_over",
    ),
    Fault(
        "plan-is-taken-over-with-units-that-changed", "orgs/services/planner/accepting.py",
        "    insist_unchanged(seen, lines, ACCEPT, on=on, by=by)\n", "",
        "tests/orgs/plans/test_changes.py::test_a_unit_that_moved_to_the_next_community_or_out_of_the_street_is_refused",
    ),
    Fault(
        "trial-is-taken-over", "orgs/services/planner/moving.py",
        "if row.state != DraftState.OPEN:", "if row.state in {DraftState.REPLACED, DraftState.ACCEPTED}:",
        "tests/orgs/plans/test_changes.py::test_a_trial_cannot_be_taken_over_even_where_its_limits_are_those_in_force",
    ),
    Fault(
        "plan-part-is-taken-over-twice", "orgs/services/planner/accepting.py",
        "lines = [line for line in wanted if line.accepted_on is None]", "lines = list(wanted)",
        "tests/orgs/plans/test_accepting.py::test_parts_are_taken_over_one_by_one_and_the_plan_ends_with_the_last",
    ),
    Fault(
        "moving-judges-only-where-units-go", "orgs/services/planner/moving.py",
        "if new.units and (old is None or old.units != new.units):", "if new.units and old is None:",
        "tests/orgs/plans/test_moving.py::test_what_the_rules_forbid_is_refused_with_its_clause_and_nothing_is_written",
    ),
)  # fmt: skip
