"""Pages of the permissions layer, and the bases of every app's pages."""
