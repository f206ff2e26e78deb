"""Decisions of the register: pure functions and tables; facts in, decision out, source named.

``uscc`` credit code · ``size`` size class and above-scale · ``counts`` staff and members · ``status`` operating status
and base · ``managing`` managing body · ``names`` matching and searching · ``contact`` telephone and dates.
Import the module, call through it: ``from enterprises.rules import uscc`` … ``uscc.check(code)``.
"""
