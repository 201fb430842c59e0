"""The two numbers that are no word of any vocabulary: what stands behind a shorter sentence, and any word not known."""

PAD, UNKNOWN = 0, 1
