"""Journeys of people through the pages, in a real Chromium on real web processes."""
