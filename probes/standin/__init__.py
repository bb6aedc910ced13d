"""A Netra target that behaves as the real one is meant to behave, or breaks in one named way."""
