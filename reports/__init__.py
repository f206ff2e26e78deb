"""Indicators, campaigns, weekly reports and the figures of the sources: every number opens into its rows.

Floor 4: reads across all apps below and writes only its own tables; only ``config`` imports it.
Read first: ``choices``, ``rules`` (indicator definitions as data and their pure evaluator), ``queries``.
"""
