"""Decisions about money: pure functions and tables; facts in, decision with its derivation out, source named.

``policies`` standards as data · ``conditions`` what must hold · ``entitlement`` amount or refusal
``steps`` states and who may, four eyes · ``ledger`` double entry.
"""
