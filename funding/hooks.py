"""What this app shows on lower pages and in the shared frame."""
