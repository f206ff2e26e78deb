"""Tests of the repository itself: wiring, settings, locks."""
