"""Which permission each step needs, and which roles hold it: read off the table of steps, so that both are one.

Source: source 004 (初审 and 复审 lie with two bodies); domain 9.5.
"""

from access.choices import Role
from instructors.choices import Stage, Step
from instructors.rules.steps import STEPS

_BY_STEP = {
    Step.SUBMIT: "instructors.apply_instructor",
    Step.PASS_FIRST: "instructors.review_first",
    Step.PASS_SECOND: "instructors.review_second",
    Step.START_TRAINING: "instructors.train",
    Step.FINISH_TRAINING: "instructors.train",
    Step.APPOINT: "instructors.appoint",
    Step.RENEW: "instructors.appoint",
    Step.DISPATCH: "instructors.dispatch",
    Step.END: "instructors.recall",
    Step.RECALL: "instructors.recall",
    Step.RESIGN: "instructors.resign",
}
_BY_STAGE = {  # a return or a refusal belongs to whoever reviews at that stage
    Stage.SUBMITTED: "instructors.review_first",
    Stage.FIRST_PASSED: "instructors.review_second",
    Stage.TRAINING: "instructors.train",
}


def permission_for(stage: Stage, step: Step) -> str:
    """Return the permission that a step from a stage needs.

    Raises:
        KeyError: a step that nobody reviews at this stage.
    """
    return _BY_STEP[step] if step in _BY_STEP else _BY_STAGE[stage]


PERMISSION_OF: dict[tuple[Stage, Step], str] = {
    (stage, step): permission_for(stage, step) for stage, moves in STEPS.items() for step in moves
}


def roles_of(permission: str) -> frozenset[Role]:
    """Return the roles that the table of steps names for a permission."""
    return frozenset(
        role
        for (stage, step), needed in PERMISSION_OF.items()
        if needed == permission
        for role in STEPS[stage][step].roles
    )
