"""Endpoints of reports: definitions of indicators, and any figure at any moment."""
