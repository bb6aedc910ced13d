"""Look at a target once, and say what was seen.

The rooms, each of which may only know those below it (kept by import-linter, see pyproject.toml)::

    run         one probe in, one Run out                house   what runs share, opened once
    journeys    what someone does, step by step          drivers one client library a file
    standin     a target that does as it is told; shares no code with the room that reads one
    recorder    writes a journey down while it happens   document  a Run as JSON
    settings    the file that an operator writes         netra   what a target's messages mean
    core        words, values, the judge; standard library only

``probes`` looks once; ``scheduler`` keeps looking, remembers and tells, and is never imported here.
"""
