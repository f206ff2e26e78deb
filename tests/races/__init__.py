"""Many people at once on real web processes: one of them wins, the others are told, nothing is overwritten."""
