"""REST endpoints of instructors and their dispatches."""
