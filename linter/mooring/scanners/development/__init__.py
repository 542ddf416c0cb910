"""What developers' tools read: dev containers, editors, assistants, build tools of languages; a module each."""
