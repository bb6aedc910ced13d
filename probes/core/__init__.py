"""Words and values that every room shares, and the judge.  Standard library only."""
