"""The papers of forming an organization: 请示, 批复, 选举结果报告, 备案表, as one definition that every format is filled from.

Source: 《中国共产党支部工作条例(试行)》第五条 (申请、批复、选举、备案); domain 2.3.
They are written in Chinese whatever the reader's language.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from orgs.choices import FormationStage

Stage = FormationStage
DECIDED = frozenset({Stage.APPROVED, Stage.ELECTION_HELD, Stage.FILED, Stage.ACTIVE})
ELECTED = DECIDED - {Stage.APPROVED}


@dataclass(frozen=True)
class Matter:
    """What the papers of an application are filled from; labels are Chinese."""

    stage: FormationStage
    name: str
    form: str
    org_type: str
    units: Sequence[tuple[str, str]]  # name, place
    reason: str = ""
    secretary: str = ""
    parent: str = ""
    submitted_on: date | None = None
    decided_on: date | None = None
    approval_no: str = ""
    approved_by: str = ""
    elected_on: date | None = None
    entitled: int | None = None
    present: int | None = None
    elected: Sequence[tuple[str, str]] = ()  # post, name
    filed_on: date | None = None
    filing_no: str = ""


@dataclass(frozen=True)
class Paper:
    """A paper: title, number, whom it addresses, paragraphs, a table of two columns, who signs and when."""

    title: str
    to: str
    paragraphs: tuple[str, ...]
    rows: tuple[tuple[str, str], ...] = ()
    number: str = ""
    signed: str = ""
    on: date | None = None


def day(on: date | None) -> str:
    """Return a day as official papers write it."""
    return f"{on.year}年{on.month}月{on.day}日" if on is not None else ""


def _units(matter: Matter) -> tuple[tuple[str, str], ...]:
    return tuple(
        (f"参加单位{number}", f"{name}（{place}）") for number, (name, place) in enumerate(matter.units, start=1)
    )


def request_of(matter: Matter) -> Paper:
    """Return the application (请示)."""
    why = f"组建理由：{matter.reason}。" if matter.reason else ""
    who = f"拟任书记：{matter.secretary}。" if matter.secretary else ""
    body = f"经研究，拟以{matter.form}方式成立{matter.name}（{matter.org_type}），参加单位{len(matter.units)}家。{why}{who}"
    return Paper(
        f"关于成立{matter.name}的请示", "上级党组织：", (body, "妥否，请批示。"), _units(matter), on=matter.submitted_on
    )


def reply_of(matter: Matter) -> Paper:
    """Return the reply (批复)."""
    return Paper(
        f"关于同意成立{matter.name}的批复", "报送请示的党组织：",
        (
            f"你们{day(matter.submitted_on)}的请示收悉。经研究，同意成立{matter.name}（{matter.org_type}）。",
            "请按照党章和《中国共产党基层组织选举工作条例》召开党员大会进行选举，并及时报告选举结果。",
        ),
        _units(matter), matter.approval_no, matter.approved_by, matter.decided_on,
    )  # fmt: skip


def result_of(matter: Matter) -> Paper:
    """Return the report of the election's result (选举结果报告)."""
    return Paper(
        f"关于{matter.name}选举结果的报告", f"{matter.approved_by}：",
        (
            f"根据{matter.approval_no}批复，{matter.name}于{day(matter.elected_on)}召开党员大会。"
            f"应到会有选举权的党员{matter.entitled}名，实到{matter.present}名，超过应到会人数的五分之四，选举有效。",
            "选举结果如下，请审批。",
        ),
        tuple(matter.elected), signed=matter.name, on=matter.elected_on,
    )  # fmt: skip


def filing_of(matter: Matter) -> Paper:
    """Return the form of filing (备案表)."""
    rows = (
        ("党组织名称", matter.name), ("党组织类型", matter.org_type), ("组建方式", matter.form), ("上级党组织", matter.parent),
        ("批复", f"{day(matter.decided_on)} {matter.approval_no}"), ("批准机构", matter.approved_by),
        ("选举日期", day(matter.elected_on)), ("到会情况", f"应到{matter.entitled}名，实到{matter.present}名"),
        *matter.elected, *_units(matter), ("备案", f"{day(matter.filed_on)} {matter.filing_no}".strip()),
    )  # fmt: skip
    return Paper("党组织成立备案表", "", (), rows, matter.filing_no, on=matter.filed_on)


@dataclass(frozen=True)
class Kind:
    """A kind of paper: from which stages it can be filled in, and how."""

    stages: frozenset[FormationStage]
    fill: Callable[[Matter], Paper]


KINDS = {
    "request": Kind(frozenset(Stage), request_of),
    "reply": Kind(DECIDED, reply_of),
    "result": Kind(ELECTED, result_of),
    "filing": Kind(ELECTED, filing_of),
}


def kinds_at(stage: FormationStage) -> tuple[str, ...]:
    """Return the papers that can be filled in at a stage."""
    return tuple(key for key, kind in KINDS.items() if stage in kind.stages)
