"""What someone does, as ordered steps.  One journey a file; see ``kind`` for what a journey is."""
