"""Qianwei's subsidies of three years, through the funding services themselves."""

from reports.demo.places import Ground


def load(built: Ground, made: dict) -> None:
    """Pay start-up and annual subsidies."""
