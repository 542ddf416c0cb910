"""Images that programs name: in the calls of libraries that run containers, and in the build files of their languages.

One tolerant reader (`lexer`, `syntax`, `values`) serves all languages; a format is a table of calls and settings
(`finder`). Only a callee of a library that the file imports counts: other strings stay silent.
"""
