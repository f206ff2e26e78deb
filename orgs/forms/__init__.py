"""Shapes of input of organizations."""
