"""Spreadsheets in: reading whatever was uploaded, staging it, previewing what it would change, applying and undoing it."""
