"""Task runners: make, just, Task, tox, Procfiles, the scripts in other tools' files. Each is a module of its own."""
