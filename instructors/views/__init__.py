"""Pages of instructors: list, dossier, acts, one's own visits, look-ups for forms."""
