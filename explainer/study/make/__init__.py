"""Scripts that measure what the pages say of networks, with the settings beside the figures."""
