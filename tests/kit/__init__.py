"""Registries for the tests: `docker-registry` on a loopback port, images to fill it with, servers that misbehave."""
