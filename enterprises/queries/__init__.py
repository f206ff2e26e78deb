"""Reads for pages and other apps: ``listing`` (lists), ``dossier`` (one unit), ``work`` (what waits today)."""
