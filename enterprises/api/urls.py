"""Addresses of the register's endpoints."""

from enterprises.api.difficulties import DifficultyViewSet
from enterprises.api.handovers import HandoverViewSet
from enterprises.api.questions import AnswerViewSet, QuestionViewSet
from enterprises.api.registers import RegisterTaskViewSet
from enterprises.api.rounds import RoundViewSet, TaskViewSet
from enterprises.api.viewsets import UnitViewSet

routes = [
    ("units", UnitViewSet, "unit"),
    ("difficulties", DifficultyViewSet, "difficulty"),
    ("rounds", RoundViewSet, "round"),
    ("tasks", TaskViewSet, "task"),
    ("questions", QuestionViewSet, "question"),
    ("answers", AnswerViewSet, "answer"),
    ("handovers", HandoverViewSet, "handover"),
    ("register-tasks", RegisterTaskViewSet, "register-task"),
]
