"""What the core asks of storage: frozen domain objects in and out, a module a kind of thing.

Import a name from the module that defines it: `unit_of_work` binds the repositories together.
"""
