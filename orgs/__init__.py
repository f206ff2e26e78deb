"""Party organizations: how they come to be, whom they cover, who leads them, how they are rated.

Floor 2: imports ``enterprises`` and ``access``; ``instructors``, ``funding`` and ``reports`` stand on it.
Read first: ``choices``, ``rules`` (formation, modes, life events, terms), ``models``, ``services``.
"""
