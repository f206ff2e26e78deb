"""Pages of organizations: list, tree, dossier, formation, acts."""
