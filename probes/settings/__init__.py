"""The file that an operator writes, read once and strictly, and left as core values.

``file`` finds and loads it, ``values`` is what comes out, ``schema`` describes it.  What an
unknown journey is, and which identities one takes, comes in as an argument: nothing here knows a
journey, resolves a secret or opens a connection.  pydantic never leaves these files.
"""
