"""Reads that put together what pages, panels and lists show."""
