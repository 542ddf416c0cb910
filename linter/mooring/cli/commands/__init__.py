"""The commands, a module each: `parser()` declares the options, `run(options)` gives the exit code."""
