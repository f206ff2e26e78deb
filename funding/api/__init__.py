"""Endpoints of subsidies."""
