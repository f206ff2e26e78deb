"""Decisions of reports: pure functions and tables; facts in, decision out, source named.

``indicators`` definitions as versioned data and their evaluator · ``pace`` campaign arithmetic · ``figures`` published
against computed.
"""
