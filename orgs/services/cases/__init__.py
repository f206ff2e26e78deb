"""Formation cases (组建台账): listing what ought to be organized, planning it, applying, and cancelling tickets."""
