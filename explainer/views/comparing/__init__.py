"""What the families are compared by, one module for each view of the chapter: its settings, what it shows and its words."""
