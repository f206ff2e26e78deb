"""Files of instructors with their steps, trainings, letters and dispatches."""

from instructors.models.dispatches import Dispatch
from instructors.models.files import Instructor, SelectionStep
from instructors.models.letters import Letter, Training

__all__ = ["Dispatch", "Instructor", "Letter", "SelectionStep", "Training"]
