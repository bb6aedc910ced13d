"""What each failure means, in words, one file a theme.  :mod:`probes.core.catalogue` joins them."""
