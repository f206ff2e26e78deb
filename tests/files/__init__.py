"""Spreadsheets as streets have them, and as nobody should send them: made here at the time of testing, none is stored."""
