"""Template tags of instructors: `{% load stages %}`."""
