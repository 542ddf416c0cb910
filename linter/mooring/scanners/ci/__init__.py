"""The CI systems beside GitHub's, a module each; `reader` is what they share."""
