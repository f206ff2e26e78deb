"""Plans of formation from the ledger's facts: making, changing by hand, taking over into cases; and neighbouring areas."""
