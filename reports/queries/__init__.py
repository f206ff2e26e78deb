"""Cross-app reads: one SQL per question, plain values back. Read ``state`` first: what is true of each unit on a day."""
