"""The suite: real PostgreSQL, the restricted role, real processes where it matters."""
