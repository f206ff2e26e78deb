"""Shapes of input of subsidies; choices are limited to what the principal may use."""
