"""The small process that owns a run: it outlives the worker and leaves what became of the run in a file.

Standard library only, and nothing loaded after its start: it goes on while Stabbur is upgraded around it.
"""
