"""Keeps looking, remembers and tells.  So far it holds the command line alone."""
