"""What differs between families of networks, measured: what they cost, how far they reach, what size and length do to them."""
