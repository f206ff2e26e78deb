"""What the register shows in the shared frame."""
