"""Who, where, may: areas, bodies, people, roles, policy, guarded reads, row-level security, audit.

Floor 0: imports no other app. Read :mod:`access.policy` first, then :mod:`access.guarded` and :mod:`access.doors`.
"""
