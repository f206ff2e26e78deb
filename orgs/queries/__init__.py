"""Reads that pages, panels and the API share: lists, dossiers, what units show of their coverage."""
