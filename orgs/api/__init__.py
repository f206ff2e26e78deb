"""REST of organizations: coverage, posts, terms, events, and the acts of forming, joining, leaving, revoking."""
