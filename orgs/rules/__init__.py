"""Decisions about Party organizations: pure functions and tables; facts in, decision out, source named.

``limits`` thresholds as dated settings · ``formation`` who may form what · ``modes`` how forms of coverage exclude and
outrank each other · ``life`` events and stages · ``terms`` terms of office · ``posts`` committee, secretary ·
``ratings`` stars, grades.
"""
