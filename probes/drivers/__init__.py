"""The ways out of the house, one client library a file, fitting the ports in ``core``.

::

    guest    what a visit to one target shares, and how we introduce ourselves
    manners  the budget of a guest: requests, messages, questions, sockets, a token's spacing
    clock    the two times there are
    tls      whom we trust, and what is wrong with a certificate
    causes   the errors of the operating system, the resolver and TLS, named
    heads    what a status or a close code means to every driver
    reach    names, connections, and whose fault it is that there is none
    hosts    the way to the HTTP hosts: budget, limit, blame
    http     what goes over that way; the only file that imports httpx
    sockets  the way to the chat socket: budget, limit, end, blame
    ws       what goes over that way; the only file that imports websockets

A driver does one thing once: no retry, no redirect, no proxy of the environment, no cookie.  It
catches every exception of its one library where it can arise and says there who is to blame
(:class:`~probes.core.errors.StepFailed`).  It judges no answer: a 500 over HTTP is an answer.
"""
