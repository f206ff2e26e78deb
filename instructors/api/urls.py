"""Addresses of the endpoints of instructors."""

from instructors.api.viewsets import DispatchViewSet, InstructorViewSet

routes = [("instructors", InstructorViewSet, "instructor"), ("dispatches", DispatchViewSet, "dispatch")]
