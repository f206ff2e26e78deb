"""Start-up and annual subsidies to Party organizations: policy, entitlement, approval, payment, ledger.

Floor 3: imports ``orgs`` and below; never ``instructors``, its neighbour (what it needs of it comes through registries).
Read first: ``choices``, ``rules`` (policies as data, entitlement with derivation, steps, double entry), ``models``, ``services``.
"""
