"""Built-in pack 2: the output formats, a module each."""
