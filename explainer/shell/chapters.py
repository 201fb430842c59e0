"""The table of chapters. Navigation, next and previous, the home map and the tests read it; a new chapter is a row.

Read one after the other, what was ``reached`` and what is ``missing`` tell the story that leads through the pages.
"""

from __future__ import annotations

from dataclasses import dataclass

from explainer.views.terms import term

NAME = "Kernel & Loop"
HOME = "How do deep learning, CNNs and RNNs relate, and which one do I need?"
LOOK, REMEMBER = "Networks that look", "Networks that remember"
CHOOSE, USE, OWN = "Choosing", "Using them", "Using your own"


@dataclass(frozen=True)
class Chapter:
    """``file`` in ``pages/``, its ``url``, a short ``title`` for navigation, the ``question`` it answers, its ``part``.

    ``sentence``, above the stage, says what this is, what to do, and what to watch; ``reached`` what is known when the page
    begins, after the chapter before; ``missing`` what is not when it ends, which is why there is a chapter after it. All
    three are Markdown, and none tells what the page asks.
    Not every one opens with a ``stage``; nearly all do that show something.
    """

    file: str
    url: str
    title: str
    question: str
    part: str
    sentence: str
    reached: str
    missing: str
    stage: bool = True


CHAPTERS = (
    Chapter(
        "pixels.py",
        "pixels",
        "Pixels",
        "What does a network see when it sees a picture?",
        LOOK,
        "A picture as a network gets it: nothing but numbers. Point at its cells or draw new ones, and watch how dark and "
        "light become small and large.",
        "Here the story begins: with a photo of a cat, and a machine that has never seen one.",
        f"an ear or an edge lies between cells, and no single number shows it. A {term('kernel')} reads neighbours together.",
    ),
    Chapter(
        "convolution.py",
        "convolution",
        "Convolution",
        "What does sliding a small kernel over a picture do?",
        LOOK,
        f"A {term('kernel')}, a small table of numbers, visits every place of the picture; each visit makes one cell of the "
        f"{term('feature map')}. Drag its numbers and watch the map follow.",
        "the cat is a square of numbers, and none of them knows its neighbours.",
        "a kernel laid over another one’s map does no more than one larger kernel. Something has to bend in between.",
    ),
    Chapter(
        "relu.py",
        "relu",
        "ReLU",
        "Why throw the negative numbers away?",
        LOOK,
        f"An {term('activation')} is a curve that every cell of the map goes through by itself. Point at a blue cell, which is "
        "below zero, and watch where the curve takes it.",
        "a kernel has turned the cat into a map of its edges, with answers above zero and below.",
        "the map is as large as before, and each answer is tied to its exact place. Small boxes of it may do.",
    ),
    Chapter(
        "pooling.py",
        "pooling",
        "Pooling",
        "Why keep only the strongest number in each box?",
        LOOK,
        f"{term('pooling', 'Pooling')} makes one number of each small box of the map. Change the boxes, move the picture, and "
        "watch what changes with it and what does not.",
        "the cat’s edges are found and what was below zero is gone, but there are as many numbers as ever.",
        "one kernel knows one kind of edge, and a cell of its map sees a few cells of the picture, its "
        f"{term('receptive field')}. A digit takes more of both.",
    ),
    Chapter(
        "network.py",
        "network",
        "Network",
        "How do the layers together turn a digit you drew into an answer?",
        LOOK,
        f"Layers of maps read a digit and end in ten sums, the {term('logit', 'logits')}; {term('softmax')} makes shares of them. "
        "Draw your own, press a map to open it, and watch all layers follow.",
        "kernel, bend and box have each been tried alone, on the cat. Now they read a digit together.",
        f"every {term('weight')} in this network was there when you came. Nobody wrote them down: they were found.",
    ),
    Chapter(
        "training.py",
        "training",
        "Training",
        "Where do the kernels come from?",
        LOOK,
        f"It begins with noise; each step of {term('gradient descent')} moves every {term('weight')} a little against its "
        f"{term('gradient')}, and the {term('loss')} falls. Press Train, and watch the kernels change.",
        "many kernels in two layers read your digit, but what they look for was given.",
        "what has no fixed size. Every digit filled the same square, with a weight for each place; a sentence has as many words "
        "as it likes.",
    ),
    Chapter(
        "sequences.py",
        "sequences",
        "Sequences",
        "Why can’t an ordinary network read a sentence of any length?",
        REMEMBER,
        "Three ideas for any number of words: keep the last few, count them all, or go through them in a loop. Choose one, and "
        "watch what a network gets of your sentence.",
        "a network learned from examples what to look for in a picture. All pictures had one size; now come words.",
        "proof that order matters: “The food was good, not bad at all” has the very words of “The food was bad, not good at all”.",
    ),
    Chapter(
        "same_bag.py",
        "same-bag",
        "Same bag",
        "Why do two opposite sentences look identical to a word counter?",
        REMEMBER,
        f"Two sentences, as a {term('bag of words')} and on the way of a {term('RNN', 'recurrent network')} that reads them. "
        "Drag a word onto another, and watch which of the two notices.",
        "a window drops words and a bag drops their order; a loop, it is said, keeps both.",
        "how a recurrent network does it. “Good, not bad” took it one way, “bad, not good” another: open its loop, word by word.",
    ),
    Chapter(
        "unroll.py",
        "unroll",
        "Unroll",
        "What is the loop in a recurrent network?",
        REMEMBER,
        f"The loop, drawn once for each word: out of the word and the {term('hidden state')} before it comes the next "
        "state. Press Play, and watch it being handed on.",
        "what reads in order told “good, not bad” from “bad, not good”, where counts could not.",
        "a way to keep something. At every word the whole state is made anew, and what it held is soon written over.",
    ),
    Chapter(
        "gates.py",
        "gates",
        "Gates",
        "What do an LSTM’s gates do with each word?",
        REMEMBER,
        f"An {term('LSTM')} or a {term('GRU')} reads your sentence: a column for each word, a row for each of its parts. Hold a "
        f"{term('gate')} open or shut, and watch the state and the answer change.",
        "a state goes along “The food was good, not bad at all”, and every word makes all of it anew.",
        "how long it lasts. Between “good” and the end stand a few words; between a country and its language, a whole story.",
    ),
    Chapter(
        "memory.py",
        "memory",
        "Memory",
        "How far back can it remember, and why does it forget?",
        REMEMBER,
        "One sentence with each of several countries, read by the same network. Move the country away, and watch where the states "
        "become alike: there it is forgotten.",
        "gates choose what of a state is kept, but the sentences about the food were short.",
        "which of the two to take. Much is said about that, and most of it can be measured.",
    ),
    Chapter(
        "compare.py",
        "compare",
        "CNN or RNN",
        "CNN or RNN: what really differs?",
        CHOOSE,
        "What is often said of the two, each put to the test by the same networks that you have opened. Choose what to look at, "
        "and see what was measured.",
        "one family looks, the other remembers, and you have seen the arithmetic of both.",
        "use. Each network did what showed it best; the next pages put networks like these to work.",
        stage=False,
    ),
    Chapter(
        "detection.py",
        "detection",
        "Detection",
        "How does a network say what is where?",
        USE,
        f"A sheet with several digits, and boxes around them: every cell of the last {term('feature map', 'maps')} says what it "
        "sees and where that ends. Draw more digits, and watch the boxes come.",
        "neither kind is better; what fits is structure. The first that people want of a picture is what is where on it.",
        "an answer that is a picture itself. Here a cell answers with fourteen numbers; others paint.",
    ),
    Chapter(
        "style.py",
        "style",
        "Style",
        "How can one picture be painted like another?",
        USE,
        f"A painter, a small network, paints your picture at one go; the slow way is {term('gradient descent')} on its pixels. "
        "Press a painted pixel, and watch what it was made of.",
        "a network has said what is where on a sheet: a few numbers for each cell. Now every pixel is an answer.",
        "movement. A painting stands still, and so do all its numbers; networks that look can be shown what comes after, too.",
    ),
    Chapter(
        "video.py",
        "video",
        "Video",
        "What must a network be given to see that something moves?",
        USE,
        f"A digit, filmed in eight {term('frame', 'frames')}, and four networks that say how it moves. Carry the digit yourself, "
        "and watch what each makes of it.",
        "networks have looked at pictures, one at a time, and read words, one after the other. A film is both.",
        "what comes next. It knew what a clip had been; a state can also say how a thing goes on, which a keyboard needs.",
    ),
    Chapter(
        "next_word.py",
        "next-word",
        "Next word",
        "How does a keyboard know what comes next?",
        USE,
        f"A keyboard whose network, a {term('GRU')}, has read two novels by Jane Austen, and a counter of what followed any "
        "two words there. Type, and watch who saves more keys.",
        "frames went in and one answer came out. Words go in here, and after each the answer is a word again.",
        "an answer that is a sentence. The keyboard goes on with what was said; another network says it anew, in other words.",
    ),
    Chapter(
        "translation.py",
        "translation",
        "Translation",
        "How does a sentence become another sentence?",
        USE,
        f"One {term('GRU')} reads English, another says French and looks back before each word: {term('attention')}. Write a "
        "sentence of this small world, and watch the threads.",
        "a network has gone on with what was written. Now it says the same again, in another order and in other words.",
        "what is not said at all. Networks that hand a state on from word to word can hand it on from note to note.",
    ),
    Chapter(
        "music.py",
        "music",
        "Music",
        "Can a network finish the tune you began?",
        USE,
        f"Play a few notes on the keys, or take a beginning. A {term('GRU')} goes on, one eighth at a time, drawing each by "
        "chance: listen, and watch what it might have been.",
        "one thing after another went in, and what came out was an answer. Here each answer goes in again, as the next step.",
        "numbers that nobody composes. Prices and temperatures come one after the other, too, and many would like to know the "
        "next.",
    ),
    Chapter(
        "series.py",
        "series",
        "Series",
        "Can it foresee prices, temperatures, sunspots?",
        USE,
        "Numbers that come one after the other, and a network that says the next. Drag the cursor along time, and watch what the "
        "loop makes of the values before it.",
        "networks have gone on with what people made: words, tunes. Now come numbers that the world makes.",
        "letters. What the world makes is written down, too: a gene, with four letters, and a cell cuts it where it must.",
    ),
    Chapter(
        "genome.py",
        "genome",
        "Genome",
        "How does a network find where a gene is cut?",
        USE,
        f"Sixty letters of a gene, and kernels that slide along them. At a {term('splice site')} an exon, which is kept, meets an "
        "intron. Change a letter, and watch the answer follow.",
        "what comes in order has been read word by word, note by note, day by day. A gene is a row of letters, too.",
        "sounds. A wave is a row of numbers that come one after the other as well, thousands a second, and yet people draw it as a "
        "picture.",
    ),
    Chapter(
        "sound.py",
        "sound",
        "Sound",
        "Is a sound a picture or a sequence?",
        USE,
        f"A second of sound, and its {term('spectrogram')}, drawn by a convolution along the wave. Listen, point at its cells, "
        "choose who reads it, and watch what they answer.",
        "rows of letters and numbers were read by what slides and by what remembers. A wave is the longest row of all.",
        "a test. You were shown each of these networks on what it was made for; now come ten questions on numbers that no page "
        "has shown.",
    ),
    Chapter(
        "test_yourself.py",
        "test-yourself",
        "Test yourself",
        "Have you got it?",
        OWN,
        "Ten questions on numbers and sentences that are new to you. Answer, then look: each answer, right or wrong, opens the "
        "stage that shows why, on exactly these numbers.",
        "you have seen networks look and remember, and every number on the way opened to what it is made of.",
        "numbers of your own. Go back to any page: it reads your picture, your digit or your sentence, too, and opens it as it "
        "opened ours.",
        stage=False,
    ),
)

STAGED = tuple(chapter for chapter in CHAPTERS if chapter.stage)

PARTS = tuple(dict.fromkeys(chapter.part for chapter in CHAPTERS))


def titled(title: str) -> str:
    """What the browser calls a page of that title."""
    return NAME if title == NAME else f"{title} · {NAME}"


def neighbours(chapter: Chapter) -> tuple[Chapter | None, Chapter | None]:
    """The chapters before and after."""
    k = CHAPTERS.index(chapter)
    return (CHAPTERS[k - 1] if k else None), (CHAPTERS[k + 1] if k + 1 < len(CHAPTERS) else None)


def so_far(chapter: Chapter) -> str:
    """What was reached when it begins, and where."""
    before, _ = neighbours(chapter)
    return f"After {before.title}: {chapter.reached}" if before else chapter.reached
