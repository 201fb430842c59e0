"""The commands that measure what ships beside the networks."""
