"""Test data; each app's factories in a module of its name."""
