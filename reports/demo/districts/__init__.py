"""One module per source: how many rows of what kind, on which days; never a figure that the application should compute."""
