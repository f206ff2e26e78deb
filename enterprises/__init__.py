"""The register: every non-public enterprise, social organization and self-employed unit, with its dated facts.

Floor 1: imports ``access`` and nothing else of ours; ``orgs`` and everything above import it.
Read first: ``choices`` (the vocabulary), ``rules`` (credit code, size, managing body), ``models.unit``, ``services``.
"""
