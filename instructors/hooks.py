"""What the app shows on lower pages."""
