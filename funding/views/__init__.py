"""Pages of subsidies."""
