"""Acts of the permissions layer."""
