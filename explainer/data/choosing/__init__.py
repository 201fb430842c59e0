"""What somebody may have, and which family of networks suits it: rules as data, and the torch to start from."""
