"""Reads for pages, panels and work items of subsidies."""
