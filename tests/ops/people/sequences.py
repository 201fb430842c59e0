"""Networks that read and write sequences: of letters, words, bases and sounds."""

from __future__ import annotations

import math

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pack_sequence, pad_packed_sequence, pad_sequence

from tests.ops.people.known import Brought, network


def words(vocabulary: int, *shape: int) -> torch.Tensor:
    return torch.randint(0, vocabulary, shape)


class CharRNN(nn.Module):
    def __init__(self, input_size, hidden_size, output_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.i2h = nn.Linear(input_size + hidden_size, hidden_size)
        self.i2o = nn.Linear(input_size + hidden_size, output_size)
        self.softmax = nn.LogSoftmax(dim=1)

    def step(self, x, hidden):
        combined = torch.cat((x, hidden), 1)
        return self.softmax(self.i2o(combined)), torch.tanh(self.i2h(combined))

    def forward(self, line):
        hidden = torch.zeros(1, self.hidden_size)
        for i in range(line.size(0)):
            output, hidden = self.step(line[i], hidden)
        return output, hidden


@network
def character_rnn_by_hand() -> Brought:
    line = F.one_hot(words(6, 5), 6).float().unsqueeze(1)
    return Brought(CharRNN(6, 4, 3), (line,))


class NameClassifier(nn.Module):
    def __init__(self, vocabulary, hidden, classes, n_layers=2):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, hidden)
        self.gru = nn.GRU(hidden, hidden, n_layers, bidirectional=True)
        self.fc = nn.Linear(hidden * 2, classes)

    def forward(self, names, lengths):
        packed = pack_padded_sequence(self.embedding(names.t()), lengths)
        _, hidden = self.gru(packed)
        return self.fc(torch.cat([hidden[-1], hidden[-2]], dim=1))


@network
def gru_name_classifier() -> Brought:
    return Brought(NameClassifier(10, 4, 3), (words(10, 3, 6), torch.tensor([6, 4, 2])))


class Encoder(nn.Module):
    def __init__(self, vocabulary, hidden):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, hidden)
        self.gru = nn.GRU(hidden, hidden, batch_first=True)

    def forward(self, x):
        return self.gru(self.embedding(x))


class BahdanauAttention(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.Wa, self.Ua, self.Va = nn.Linear(hidden, hidden), nn.Linear(hidden, hidden), nn.Linear(hidden, 1)

    def forward(self, query, keys):
        scores = self.Va(torch.tanh(self.Wa(query) + self.Ua(keys))).squeeze(2).unsqueeze(1)
        weights = F.softmax(scores, dim=-1)
        return torch.bmm(weights, keys), weights


class AttnDecoder(nn.Module):
    def __init__(self, hidden, vocabulary, longest=4):
        super().__init__()
        self.embedding, self.attention = nn.Embedding(vocabulary, hidden), BahdanauAttention(hidden)
        self.gru, self.out = nn.GRU(2 * hidden, hidden, batch_first=True), nn.Linear(hidden, vocabulary)
        self.longest = longest

    def forward(self, encoded, hidden):
        word = torch.zeros(encoded.size(0), 1, dtype=torch.long)
        outputs, attentions = [], []
        for _ in range(self.longest):
            context, weights = self.attention(hidden.permute(1, 0, 2), encoded)
            output, hidden = self.gru(torch.cat((self.embedding(word), context), dim=2), hidden)
            output = self.out(output)
            _, best = output.topk(1)
            word = best.squeeze(-1).detach()
            outputs.append(output)
            attentions.append(weights)
        return F.log_softmax(torch.cat(outputs, dim=1), dim=-1), torch.cat(attentions, dim=1)


class Translator(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = Encoder(9, 4), AttnDecoder(4, 7)

    def forward(self, sentence):
        return self.decoder(*self.encoder(sentence))


@network
def sequence_to_sequence() -> Brought:
    return Brought(Translator(), (words(9, 2, 5),))


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.word_embeddings = nn.Embedding(12, 5, padding_idx=0)
        self.lstm = nn.LSTM(5, 4)
        self.hidden2tag = nn.Linear(4, 3)

    def forward(self, sentence):
        embeds = self.word_embeddings(sentence)
        lstm_out, _ = self.lstm(embeds.view(len(sentence), 1, -1))
        return F.log_softmax(self.hidden2tag(lstm_out.view(len(sentence), -1)), dim=1)


@network
def part_of_speech_tagger() -> Brought:
    return Brought(Tagger(), (words(12, 6),))


class TextCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(15, 6)
        self.convs = nn.ModuleList([nn.Conv2d(1, 3, (k, 6)) for k in (2, 3, 4)])
        self.dropout, self.fc = nn.Dropout(0.5), nn.Linear(9, 2)

    def forward(self, x):
        x = self.embed(x).unsqueeze(1)
        x = [F.relu(conv(x)).squeeze(3) for conv in self.convs]
        x = [F.max_pool1d(i, i.size(2)).squeeze(2) for i in x]
        return self.fc(self.dropout(torch.cat(x, 1)))


@network
def text_convolution() -> Brought:
    return Brought(TextCNN(), (words(15, 2, 8),))


@network
def dna_convolution() -> Brought:
    net = nn.Sequential(
        nn.Conv1d(4, 6, kernel_size=5), nn.ReLU(), nn.MaxPool1d(kernel_size=3, stride=3), nn.Dropout(0.2),
        nn.Conv1d(6, 4, 3), nn.ReLU(), nn.AdaptiveMaxPool1d(1), nn.Flatten(), nn.Linear(4, 1), nn.Sigmoid(),
    )  # fmt: skip
    return Brought(net, (F.one_hot(words(4, 2, 20), 4).float().transpose(1, 2),))


class BagClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding, self.fc = nn.EmbeddingBag(20, 4, sparse=False), nn.Linear(4, 3)

    def forward(self, text, offsets):
        return self.fc(self.embedding(text, offsets))


@network
def bag_of_words() -> Brought:
    return Brought(BagClassifier(), (words(20, 9), torch.tensor([0, 4, 4])))


class CausalConv1d(nn.Conv1d):
    def forward(self, x):
        return super().forward(F.pad(x, ((self.kernel_size[0] - 1) * self.dilation[0], 0)))


class WaveNet(nn.Module):
    def __init__(self, channels=3, layers=3):
        super().__init__()
        self.start = nn.Conv1d(1, channels, 1)
        self.filters = nn.ModuleList(CausalConv1d(channels, channels, 2, dilation=2**k) for k in range(layers))
        self.gates = nn.ModuleList(CausalConv1d(channels, channels, 2, dilation=2**k) for k in range(layers))
        self.residuals = nn.ModuleList(nn.Conv1d(channels, channels, 1) for _ in range(layers))
        self.end = nn.Conv1d(channels, 4, 1)

    def forward(self, x):
        x = self.start(x)
        skips = 0
        for f, g, r in zip(self.filters, self.gates, self.residuals, strict=True):
            z = torch.tanh(f(x)) * torch.sigmoid(g(x))
            x = x + r(z)
            skips = skips + z
        return self.end(F.relu(skips))


@network
def wavenet() -> Brought:
    return Brought(WaveNet(), (torch.randn(2, 1, 12),))


class Chomp1d(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.size = size

    def forward(self, x):
        return x[:, :, : -self.size].contiguous()


class TemporalBlock(nn.Module):
    def __init__(self, i, o, k, dilation):
        super().__init__()
        padding = (k - 1) * dilation
        conv = nn.utils.parametrizations.weight_norm
        self.net = nn.Sequential(
            conv(nn.Conv1d(i, o, k, padding=padding, dilation=dilation)), Chomp1d(padding), nn.ReLU(), nn.Dropout(0.2),
            conv(nn.Conv1d(o, o, k, padding=padding, dilation=dilation)), Chomp1d(padding), nn.ReLU(), nn.Dropout(0.2),
        )  # fmt: skip
        self.downsample = nn.Conv1d(i, o, 1) if i != o else None

    def forward(self, x):
        out = self.net(x)
        res = x if self.downsample is None else self.downsample(x)
        return F.relu(out + res)


@network
def temporal_convolution() -> Brought:
    return Brought(nn.Sequential(TemporalBlock(2, 3, 2, 1), TemporalBlock(3, 3, 2, 2)), (torch.randn(2, 2, 9),))


class LanguageModel(nn.Module):
    def __init__(self, tokens=11, size=4):
        super().__init__()
        self.encoder = nn.Embedding(tokens, size)
        self.rnn = nn.LSTM(size, size, 2, dropout=0.5, batch_first=True)
        self.decoder = nn.Linear(size, tokens)
        self.decoder.weight = self.encoder.weight

    def forward(self, x, lengths):
        packed = pack_padded_sequence(self.encoder(x), lengths, batch_first=True, enforce_sorted=False)
        output, (h, c) = self.rnn(packed)
        output, lengths = pad_packed_sequence(output, batch_first=True)
        return self.decoder(output), (h, c), lengths


@network
def language_model_packed() -> Brought:
    return Brought(LanguageModel(), (words(11, 3, 5), torch.tensor([3, 5, 1])))


class Sine(nn.Module):
    def __init__(self, hidden=5):
        super().__init__()
        self.hidden = hidden
        self.lstm1, self.lstm2, self.linear = nn.LSTMCell(1, hidden), nn.LSTMCell(hidden, hidden), nn.Linear(hidden, 1)

    def forward(self, y, future=0):
        outputs = []
        h_t, c_t = torch.zeros(y.size(0), self.hidden), torch.zeros(y.size(0), self.hidden)
        h_t2, c_t2 = torch.zeros(y.size(0), self.hidden), torch.zeros(y.size(0), self.hidden)
        for time_step in y.split(1, dim=1):
            h_t, c_t = self.lstm1(time_step, (h_t, c_t))
            h_t2, c_t2 = self.lstm2(h_t, (h_t2, c_t2))
            output = self.linear(h_t2)
            outputs += [output]
        for _ in range(future):
            h_t, c_t = self.lstm1(output, (h_t, c_t))
            h_t2, c_t2 = self.lstm2(h_t, (h_t2, c_t2))
            output = self.linear(h_t2)
            outputs += [output]
        return torch.cat(outputs, dim=1)


@network
def lstm_cells_that_go_on() -> Brought:
    return Brought(Sine(), (torch.randn(2, 5),), {"future": 3})


class CRNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.cnn = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d((2, 1)))
        self.rnn = nn.LSTM(16, 5, bidirectional=True, batch_first=True)
        self.fc = nn.Linear(10, 6)

    def forward(self, x):
        x = self.cnn(x)
        b, c, h, w = x.size()
        x = x.permute(0, 3, 1, 2).reshape(b, w, c * h)
        x, _ = self.rnn(x)
        return self.fc(x).log_softmax(2).permute(1, 0, 2)


@network
def convolution_then_lstm() -> Brought:
    return Brought(CRNN(), (torch.randn(2, 1, 8, 6),))


@network
def list_of_sequences() -> Brought:
    class Ragged(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = nn.RNN(2, 3, nonlinearity="relu")

        def forward(self, sequences):
            packed = pack_sequence(sequences, enforce_sorted=False)
            out, h = self.rnn(packed)
            return {"last": h.squeeze(0), "padded": pad_sequence(sequences).sum(0), "rows": out.data}

    return Brought(Ragged(), ([torch.randn(n, 2) for n in (2, 4, 3)],))


class PeepholeCell(nn.Module):
    def __init__(self, i, h):
        super().__init__()
        self.W = nn.Parameter(torch.randn(i, h * 4) / math.sqrt(h))
        self.U = nn.Parameter(torch.randn(h, h * 4) / math.sqrt(h))
        self.bias = nn.Parameter(torch.zeros(h * 4))
        self.peep = nn.Parameter(torch.randn(h))
        self.h = h

    def forward(self, x):
        h_t = c_t = x.new_zeros(x.size(0), self.h)
        seq = []
        for t in range(x.size(1)):
            gates = x[:, t, :] @ self.W + h_t @ self.U + self.bias
            i, f, g, o = gates.chunk(4, 1)
            i, f, g = torch.sigmoid(i + self.peep * c_t), torch.sigmoid(f), torch.tanh(g)
            c_t = f * c_t + i * g
            h_t = torch.sigmoid(o) * torch.tanh(c_t)
            seq.append(h_t.unsqueeze(0))
        return torch.cat(seq, 0).transpose(0, 1).contiguous(), (h_t, c_t)


@network
def lstm_by_hand() -> Brought:
    return Brought(PeepholeCell(3, 4), (torch.randn(2, 5, 3),))
