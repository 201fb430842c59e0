"""What networks that read sentences are tested on: by how many opinions a sentence holds, and how many such sentences."""

LOOPS = ("rnn", "gru", "lstm")
OPINIONS = (1, 3, 9, 19, 39, 77)
FAR_BACK = 39
SENTENCES = 40
