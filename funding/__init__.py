"""Start-up and annual subsidies to Party organizations: policy, entitlement, approval, payment, ledger.

Floor 3: imports ``orgs`` and below; never ``instructors``, its neighbour.
Read first: ``choices``, ``rules`` (policies, entitlement, steps, double entry), ``models``, ``services``.
"""
