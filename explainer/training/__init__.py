"""Training with a pace that whoever watches sets, and who may train now."""
