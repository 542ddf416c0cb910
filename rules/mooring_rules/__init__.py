"""Built-in pack 3: the rules, one a file; the file's name is the rule's id."""
