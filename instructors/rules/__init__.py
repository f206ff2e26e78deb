"""Decisions about instructors: pure functions and tables; facts in, decision out, source named.

``steps`` the way from application to letter, who may, guards · ``dispatch`` load and dates · ``visits`` what is due.
"""
