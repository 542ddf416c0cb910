"""The language server: the same engine in another coat. It needs pygls, which the extra `mooring[lsp]` brings."""
