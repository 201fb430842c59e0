"""Questions that test what the chapters teach on numbers and sentences that no chapter shows: ten from each seed."""
