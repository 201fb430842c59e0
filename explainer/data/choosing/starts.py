"""The torch to start from, for each kind of data: runs as it stands, on numbers of the right shapes."""

PICTURE = """\
import torch
from torch import nn

x = torch.randn(32, 3, 64, 64)  # 32 photos: red, green, blue, 64 x 64 pixels each
net = nn.Sequential(
    nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.AdaptiveAvgPool2d(1), nn.Flatten(),  # any size of photo goes in
    nn.Linear(32, 10),  # ten kinds of things
)
loss = nn.functional.cross_entropy(net(x), torch.randint(10, (32,)))
loss.backward()
"""

VIDEO = """\
import torch
from torch import nn

x = torch.randn(8, 16, 3, 64, 64)  # 8 videos of 16 frames
look = nn.Sequential(
    nn.Conv2d(3, 16, 3, stride=2), nn.ReLU(), nn.Conv2d(16, 32, 3, stride=2), nn.ReLU(),
    nn.AdaptiveAvgPool2d(1), nn.Flatten(),
)
remember, answer = nn.GRU(32, 64, batch_first=True), nn.Linear(64, 8)  # eight motions
frames = look(x.flatten(0, 1)).unflatten(0, (8, 16))  # (8, 16, 32): the same CNN for every frame
_, h_n = remember(frames)
loss = nn.functional.cross_entropy(answer(h_n[-1]), torch.randint(8, (8,)))
loss.backward()
"""

X_RAY = """\
import torch
from torch import nn

x = torch.randn(8, 1, 128, 128)  # 8 X-rays, one channel
net = nn.Sequential(
    nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(),
    nn.Conv2d(16, 16, 3, padding=2, dilation=2), nn.ReLU(),
    nn.Conv2d(16, 1, 1),  # an answer for every pixel: where
)
where = net(x)  # (8, 1, 128, 128)
sick = where.amax((1, 2, 3))  # whether, from the strongest place
rare = torch.tensor(20.0)  # where one of 21 is sick, each one missed weighs as much as twenty
loss = nn.functional.binary_cross_entropy_with_logits(sick, torch.randint(2, (8,)).float(), pos_weight=rare)
loss.backward()
"""

DIGITS = """\
import torch
from torch import nn

x = torch.randn(64, 1, 26, 26)  # 64 digits, one channel
net = nn.Sequential(
    nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(8, 16, 3), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(16 * 5 * 5, 10),
)
loss = nn.functional.cross_entropy(net(x), torch.randint(10, (64,)))
loss.backward()
"""

SOUND = """\
import torch
from torch import nn

wave = torch.randn(16, 16_000)  # 16 sounds of one second
short = torch.stft(wave, 512, 256, window=torch.hann_window(512), return_complex=True)
x = short.abs().log1p()[:, None]  # (16, 1, 257, 63): pitch against time, a picture
net = nn.Sequential(
    nn.Conv2d(1, 16, 5, stride=2), nn.ReLU(), nn.Conv2d(16, 32, 5, stride=2), nn.ReLU(),
    nn.AdaptiveMaxPool2d(1), nn.Flatten(),  # a bark counts, whenever it comes
    nn.Linear(32, 4),
)
loss = nn.functional.cross_entropy(net(x), torch.randint(4, (16,)))
loss.backward()
"""

SPEECH = """\
import torch
from torch import nn

x = torch.randn(4, 40, 200)  # 4 recordings: 40 pitches, 200 moments
look = nn.Sequential(nn.Conv1d(40, 64, 5, stride=2, padding=2), nn.ReLU())
remember, answer = nn.GRU(64, 64, batch_first=True), nn.Linear(64, 28)  # 27 letters, and a blank for no letter
heard, _ = remember(look(x).transpose(1, 2))  # (4, 100, 64): what it knows at each moment
said = answer(heard).log_softmax(-1).transpose(0, 1)  # (100, 4, 28)
letters, long = torch.randint(1, 28, (4, 12)), torch.full((4,), 12)
loss = nn.functional.ctc_loss(said, letters, torch.full((4,), 100), long)
loss.backward()
"""

OPINION = """\
import torch
from torch import nn

words = torch.randint(1, 1000, (32, 20))  # 32 sentences of 20 words, by number
embedding = nn.Embedding(1000, 32, padding_idx=0)
look = nn.Sequential(nn.Conv1d(32, 64, 3, padding=1), nn.ReLU(), nn.AdaptiveMaxPool1d(1), nn.Flatten())
answer = nn.Linear(64, 2)  # for or against
logits = answer(look(embedding(words).transpose(1, 2)))
loss = nn.functional.cross_entropy(logits, torch.randint(2, (32,)))
loss.backward()
counts = nn.EmbeddingBag(1000, 2, mode="sum")(words)  # to beat: a weight for each word, (32, 2)
"""

TRANSLATION = """\
import torch
from torch import nn

english, french = torch.randint(1, 500, (16, 9)), torch.randint(1, 600, (16, 11))
read, write = nn.GRU(64, 64, batch_first=True), nn.GRU(64, 64, batch_first=True)
of_english, of_french, answer = nn.Embedding(500, 64), nn.Embedding(600, 64), nn.Linear(128, 600)
states, last = read(of_english(english))  # (16, 9, 64)
written, _ = write(of_french(french[:, :-1]), last)  # (16, 10, 64): begins where the reader ended
attention = (written @ states.transpose(1, 2)).softmax(-1)  # (16, 10, 9): how much each written word looks at each read one
logits = answer(torch.cat([written, attention @ states], -1))
loss = nn.functional.cross_entropy(logits.flatten(0, 1), french[:, 1:].flatten())
loss.backward()
"""

NEXT_WORD = """\
import torch
from torch import nn

words = torch.randint(2000, (16, 33))  # 16 pieces of text, 33 words, by number
embedding, remember = nn.Embedding(2000, 64), nn.GRU(64, 128, batch_first=True)
narrow = nn.Linear(128, 64)
states, _ = remember(embedding(words[:, :-1]))  # (16, 32, 128): after each word
logits = narrow(states) @ embedding.weight.T  # the same weights read a word and guess the next
loss = nn.functional.cross_entropy(logits.flatten(0, 1), words[:, 1:].flatten())
loss.backward()
"""

MUSIC = """\
import torch
from torch import nn

notes = torch.randint(40, (16, 65))  # 16 tunes, a note or a rest for each eighth
embedding, remember, answer = nn.Embedding(40, 24), nn.GRU(24, 96, batch_first=True), nn.Linear(96, 40)
states, h = remember(embedding(notes[:, :-1]))
loss = nn.functional.cross_entropy(answer(states).flatten(0, 1), notes[:, 1:].flatten())
loss.backward()
note = torch.multinomial((answer(h[-1]) / 0.8).softmax(-1), 1)  # one more note, drawn by its share; below 1 it is a little safer
"""

PRICES = """\
import torch
from torch import nn

price = torch.randn(1000).cumsum(0)  # 1,000 days
change = price.diff()
past, following = change.unfold(0, 20, 1)[:-1], change[20:]  # twenty days, and the next
learn, test = slice(0, 700), slice(700, None)  # split in time, never at random
net = nn.Linear(20, 1)
loss = nn.functional.mse_loss(net(past[learn])[:, 0], following[learn])
loss.backward()
rival = following[test].abs().mean()  # guess "no change": what must be beaten
"""

SENSORS = """\
import torch
from torch import nn

x = torch.randn(32, 6, 500)  # 32 stretches: six sensors, 500 readings
net = nn.Sequential(
    nn.Conv1d(6, 16, 7, stride=2), nn.ReLU(), nn.Conv1d(16, 32, 7, stride=2), nn.ReLU(),
    nn.AdaptiveMaxPool1d(1), nn.Flatten(), nn.Linear(32, 2),
)
loss = nn.functional.cross_entropy(net(x), torch.randint(2, (32,)))
loss.backward()
state, cell = torch.zeros(32, 16), nn.GRUCell(6, 16)
for now in x.unbind(2):  # where it must answer while reading: a state is all that is kept
    state = cell(now, state)
"""

GENOME = """\
import torch
from torch import nn

letters = torch.randint(4, (64, 60))  # 64 stretches of 60 letters
x = nn.functional.one_hot(letters, 4).float().transpose(1, 2)  # (64, 4, 60): A, C, G, T as channels
net = nn.Sequential(
    nn.Conv1d(4, 8, 7), nn.ReLU(),  # eight patterns, seven letters long
    nn.Flatten(), nn.Linear(8 * 54, 3),  # where it stands matters: no pooling
)
loss = nn.functional.cross_entropy(net(x), torch.randint(3, (64,)))
loss.backward()
"""

CLICKS = """\
import torch
from torch import nn

clicks = [torch.randint(1, 300, (n,)) for n in (9, 5, 3)]  # three visits, of any length
lengths = torch.tensor([len(one) - 1 for one in clicks])
padded = nn.utils.rnn.pad_sequence(clicks, batch_first=True)
embedding = nn.Embedding(300, 32, padding_idx=0)
remember, answer = nn.GRU(32, 64, batch_first=True), nn.Linear(64, 300)
packed = nn.utils.rnn.pack_padded_sequence(embedding(padded[:, :-1]), lengths, batch_first=True)
_, h_n = remember(packed)  # read at each visit's own last click
last = torch.stack([one[-1] for one in clicks])
loss = nn.functional.cross_entropy(answer(h_n[-1]), last)
loss.backward()
"""

TABLE = """\
import torch
from torch import nn

x, y = torch.randn(500, 12), torch.randn(500)  # 500 rows, twelve columns
x = (x - x.mean(0)) / x.std(0)
net = nn.Sequential(nn.Linear(12, 32), nn.ReLU(), nn.Linear(32, 1))
loss = nn.functional.mse_loss(net(x)[:, 0], y)
loss.backward()
weights = torch.linalg.lstsq(torch.cat([x, torch.ones(500, 1)], 1), y[:, None]).solution  # to beat
"""

GRAPH = """\
import torch
from torch import nn

x = torch.randn(7, 5)  # seven points, five numbers each
edges = torch.tensor([[0, 1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6, 0]])
joined = torch.eye(7)
joined[edges[0], edges[1]] = joined[edges[1], edges[0]] = 1
mean = joined / joined.sum(1, keepdim=True)  # each row: a point and its neighbours, in equal shares
first, second = nn.Linear(5, 16), nn.Linear(16, 2)
logits = mean @ second((mean @ first(x)).relu())  # the same weights at every point
loss = nn.functional.cross_entropy(logits, torch.randint(2, (7,)))
loss.backward()
"""

STARTS = {
    "picture": PICTURE,
    "video": VIDEO,
    "x_ray": X_RAY,
    "digits": DIGITS,
    "sound": SOUND,
    "speech": SPEECH,
    "opinion": OPINION,
    "translation": TRANSLATION,
    "next_word": NEXT_WORD,
    "music": MUSIC,
    "prices": PRICES,
    "sensors": SENSORS,
    "genome": GENOME,
    "clicks": CLICKS,
    "table": TABLE,
    "graph": GRAPH,
}
