"""The torch modules that the chapters open up."""
