"""Every operation that the library declares, by kind, as the tests call it."""
