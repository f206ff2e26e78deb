"""Commands of the permissions layer."""
