"""The work of bodies in the demo: published numbers of member units, invented people, meetings and tasks at every step."""

from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from access.models import Body
from access.principals import Principal
from orgs.choices import BodyPostKind, LetterResult, MeetingKind, TaskSource, TaskState
from orgs.models import BodyMember, BodyPost, BodyTask, Pairing, PartyOrg, ResponsibilityLetter
from orgs.services import bodies as acts
from reports.demo import bulk
from reports.demo.places import Ground
from reports.demo.units import stamp

GOALS = ("示例:应建未建单位全部列入台账", "示例:新建党组织不少于3个", "示例:每季度召开一次恳谈会")
LEADERS = (
    (BodyPostKind.SECRETARY, "区委组织部(示例)"), (BodyPostKind.FULL_DEPUTY, "区委组织部(示例)"),
    (BodyPostKind.PART_DEPUTY, "经信局局长(示例)"), (BodyPostKind.PART_DEPUTY, "发改局局长(示例)"),
)  # fmt: skip
MEETINGS = (
    (MeetingKind.JOINT, 120, "示例:年度联席会议", "研究全年工作安排;议定摸底分工"),
    (MeetingKind.REGULAR, 60, "示例:成员单位例会", "通报组建进度"),
    (MeetingKind.DISPATCH, 20, "示例:月度调度会", "调度应建未建单位"),
)
TASKS = (  # source, title, days from today to the day due, how far it is
    (TaskSource.PLAN, "示例:年度实施意见分解任务", 60, TaskState.OPEN),
    (TaskSource.PLAN, "示例:街道年度组建任务", 40, TaskState.REPORTED),
    (TaskSource.TICKET, "示例:督查发现问题整改", -5, TaskState.OPEN),
    (TaskSource.PLAN, "示例:成员单位开展业务培训", 30, TaskState.CONFIRMED),
    (TaskSource.TICKET, "示例:台账信息核实", 15, TaskState.RETURNED),
    (TaskSource.PLAN, "示例:重复交办的任务", 25, TaskState.CANCELLED),
)


def load(built: Ground, today: date) -> None:
    """Write member units and leaders, hold the meetings, and take a task to each state."""
    committee = built.bodies["committee"]
    units = [body for key, body in built.bodies.items() if key.startswith("member:")]
    _belong(built, committee, units)
    by = Principal.for_user(built.users["committee"], on=today)
    own = next(body for body in units if body.line_id)
    owners = [built.bodies[f"street:{built.streets[0].pk}"], own]
    for kind, ago, topic, agenda in MEETINGS:
        held = acts.Held(kind, today - timedelta(days=ago), topic, agenda, units)
        meeting = acts.record_meeting(body=committee, held=held, by=by)
        for number, owner in enumerate(owners):
            due = today + timedelta(days=10 + number)
            given = acts.Given(TaskSource.DECISION, owner, f"{topic}议定事项之{number + 1}", due, meeting=meeting)
            acts.assign(issuer=committee, given=given, on=meeting.held_on, by=by)
    _letters(built, committee, today, by)
    for number, (source, title, days, state) in enumerate(TASKS):
        given = acts.Given(source, owners[number % 2], title, today + timedelta(days=days), basis="示例文件")
        task = acts.assign(issuer=committee, given=given, on=today - timedelta(days=30), by=by)
        _go_on(task, state, today, by)


def _letters(built: Ground, committee: Body, today: date, by: Principal) -> None:
    """Sign the letters of this year and the last with three streets; those of the last year are checked."""
    streets = [built.bodies[f"street:{street.pk}"] for street in built.streets[:3]]
    results = (LetterResult.DONE, LetterResult.MOSTLY, LetterResult.FAILED)
    for year in (today.year - 1, today.year):
        for number, street in enumerate(streets):
            on = date(year, 2, 1) + timedelta(days=number)
            if on > today:
                continue
            signed = acts.Signed(street, year, on, "示例书记", f"示例书记{number + 1}", GOALS, f"示例〔{year}〕{number + 1}号")
            letter = acts.sign_letter(upper=committee, signed=signed, by=by)
            if year < today.year:
                _checked(letter, results[number], date(year, 12, 20), by)


def _checked(letter: ResponsibilityLetter, result: LetterResult, on: date, by: Principal) -> None:
    """Take the targets of a letter as far as its result says, and record the check."""
    open_ones = {LetterResult.DONE: 0, LetterResult.MOSTLY: 1, LetterResult.FAILED: 2}[result]
    targets = list(BodyTask.objects.of(letter=letter).order_by("pk"))
    for task in targets[: len(targets) - open_ones]:
        acts.confirm(task=acts.report(task=task, text="示例:已完成", on=on, by=by), on=on, by=by)
    acts.check_letter(letter=letter, result=result, text="示例:对照目标逐项核对", on=on, by=by)


def pair(built: Ground, number: int, since: date) -> None:
    """Pair member units with organizations in turn."""
    units = [body for key, body in built.bodies.items() if key.startswith("member:")]
    orgs = list(PartyOrg.objects.filter(area_path__startswith=built.county.path).as_system().order_by("pk"))
    standing = [org for org in orgs if org.is_active(since)][:number]
    bulk.insert(
        Pairing,
        [
            Pairing(body=units[place % len(units)], org=org, content="示例:阵地共享、活动共办", **stamp(since))
            for place, org in enumerate(standing)
        ],
    )


def _belong(built: Ground, committee: Body, units: list[Body]) -> None:
    place = {"area": built.county, "valid": DateRange(committee.founded_on, None), "source": "demo"}
    bulk.insert(
        BodyMember,
        [
            BodyMember(
                committee=committee, member=unit, document=committee.document, duties=f"示例:{unit.name}按职责参与",
                line_code=unit.line.code if unit.line else "", **place,
            )
            for unit in units
        ],
    )  # fmt: skip
    people = [built.person(post=department) for _kind, department in LEADERS]
    for person in people:
        person.save()
    bulk.insert(
        BodyPost,
        [
            BodyPost(body=committee, person=person, kind=kind, department=department, **place)
            for person, (kind, department) in zip(people, LEADERS, strict=True)
        ],
    )


def _go_on(task: object, state: TaskState, today: date, by: Principal) -> None:
    """Take a task to a state by the steps that lead there."""
    on = today - timedelta(days=3)
    if state in {TaskState.REPORTED, TaskState.CONFIRMED, TaskState.RETURNED}:
        task = acts.report(task=task, text="示例:已完成", on=on, by=by)
    if state == TaskState.CONFIRMED:
        acts.confirm(task=task, on=on, by=by)
    if state == TaskState.RETURNED:
        acts.send_back(task=task, text="示例:请补充数据", on=on, by=by)
    if state == TaskState.CANCELLED:
        acts.cancel(task=task, text="示例:重复", on=on, by=by)
