"""What the target's messages mean.  Text in, values out: no I/O, no clock, no client library.

Liberal in shape, strict in meaning: the target's versions disagree about envelopes, so a field is
looked for wherever it may stand; what it proves is judged by the letter.
"""
