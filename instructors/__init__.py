"""Party-building instructors (党建工作指导员): selection, training, letter of appointment, dispatch, visits.

Floor 3: imports ``orgs`` and below; never ``funding``, its neighbour.
Read first: ``choices``, ``rules`` (the table of steps and its guards), ``models``, ``services``.
"""
