"""Template tags of the shared page components: ``{% load ui %}``."""
