"""Built-in pack 1: the formats that Mooring reads. Each is a module of its own; this is their list.

A scanner's module is imported when the first file of its format is met.
"""
