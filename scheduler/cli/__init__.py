"""``goldenpath``: the one command, a file for each of its commands.

``main`` is the entry and knows the commands by name only; a command's file is imported when it is
asked for.  ``walk`` makes runs, ``progress`` shows them under way, ``report`` when they are over,
``outlet`` is the only way out for text, and ``inert`` disarms what a target sent.
"""
