"""Prepared pairs of sentences, each with what a person says of it: 1 for good, 0 for bad.

The first is the pair that the chapter is about. Some are of the grammar's shapes, some are not; some have the same words,
some do not. What each model says of them is measured on the page.
"""

PAIRS: tuple[tuple[tuple[str, int], tuple[str, int]], ...] = (
    (("The food was good, not bad at all", 1), ("The food was bad, not good at all", 0)),
    (("The room was clean, never dirty", 1), ("The room was dirty, never clean", 0)),
    (("The film looked dull but was superb", 1), ("The film looked superb but was dull", 0)),
    (("Not rude at all, the staff was kind", 1), ("Not kind at all, the staff was rude", 0)),
    (("It was a warm party, not a cold one", 1), ("It was a cold party, not a warm one", 0)),
    (("The view was hardly ugly but lovely", 1), ("The view was hardly lovely but ugly", 0)),
    (("The soup was tasty", 1), ("The soup was bland", 0)),
    (("Good food, good music, good view", 1), ("Bad food, bad music, bad view", 0)),
    (
        ("Lovely garden, kind staff, fresh bread, cold coffee", 1),
        ("Ugly garden, rude staff, stale bread, warm coffee", 0),
    ),
    (("I liked the concert", 1), ("I hated the concert", 0)),
)
