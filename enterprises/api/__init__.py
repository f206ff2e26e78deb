"""REST of the register: units, their facts and visits."""
