"""What opens a network up: declarations and their reader, recording, explaining. It knows no layer, no model and no page;
operations and models register what their cells are made of."""
