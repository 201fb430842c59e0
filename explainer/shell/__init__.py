"""What surrounds a page: the table of chapters, the router, the frame."""
