"""Networks that branch, remember, route and answer in more than one way, and unusual ways to write one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils import prune

from tests.ops.people.known import Brought, network


class Siamese(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(5, 6), nn.ReLU(), nn.Linear(6, 3))

    def forward_once(self, x):
        return F.normalize(self.fc(x), p=2, dim=1)

    def forward(self, input1, input2):
        a, b = self.forward_once(input1), self.forward_once(input2)
        return F.cosine_similarity(a, b), F.pairwise_distance(a, b)


@network
def siamese() -> Brought:
    return Brought(Siamese(), (torch.randn(2, 5), torch.randn(2, 5)))


class MixtureOfExperts(nn.Module):
    def __init__(self, dim=4, experts=3, k=2):
        super().__init__()
        self.gate, self.k = nn.Linear(dim, experts, bias=False), k
        self.experts = nn.ModuleList(
            nn.Sequential(nn.Linear(dim, 6), nn.SiLU(), nn.Linear(6, dim)) for _ in range(experts)
        )

    def forward(self, x):
        weights, selected = torch.topk(F.softmax(self.gate(x), dim=1), self.k)
        weights = weights / weights.sum(dim=-1, keepdim=True)
        results = torch.zeros_like(x)
        for i, expert in enumerate(self.experts):
            rows, nth = torch.where(selected == i)
            results[rows] += weights[rows, nth, None] * expert(x[rows])
        return results


@network
def mixture_of_experts() -> Brought:
    return Brought(MixtureOfExperts(), (torch.randn(4, 4),))


class Memory(nn.Module):
    def __init__(self, slots=3, dim=4):
        super().__init__()
        self.register_buffer("memory", torch.zeros(slots, dim))
        self.register_buffer("pointer", torch.zeros(1, dtype=torch.long))
        self.write = nn.Linear(dim, dim)

    def forward(self, x):
        for row in x:
            at = int(self.pointer)
            self.memory[at] = torch.tanh(self.write(row)) + 0.5 * self.memory[at]
            self.pointer[0] = (at + 1) % self.memory.size(0)
        read = torch.softmax(x @ self.memory.t(), dim=-1)
        return read @ self.memory


@network
def memory_in_a_buffer() -> Brought:
    return Brought(Memory(), (torch.randn(4, 4),))


class DuelingDQN(nn.Module):
    def __init__(self):
        super().__init__()
        self.feature = nn.Sequential(nn.Linear(4, 8), nn.ReLU())
        self.value, self.advantage = nn.Linear(8, 1), nn.Linear(8, 3)

    def forward(self, state):
        x = self.feature(state)
        value, advantage = self.value(x), self.advantage(x)
        return value + advantage - advantage.mean(dim=1, keepdim=True)


@network
def dueling_dqn() -> Brought:
    return Brought(DuelingDQN(), (torch.randn(3, 4),))


class ActorCritic(nn.Module):
    def __init__(self):
        super().__init__()
        self.affine1, self.action_head, self.value_head = nn.Linear(4, 6), nn.Linear(6, 2), nn.Linear(6, 1)
        self.log_std = nn.Parameter(torch.zeros(2))

    def forward(self, obs):
        x = F.relu(self.affine1(torch.cat([obs["position"], obs["velocity"]], dim=-1)))
        return {
            "policy": {"mean": self.action_head(x), "std": self.log_std.exp()},
            "value": self.value_head(x).squeeze(-1),
        }


@network
def actor_critic() -> Brought:
    return Brought(ActorCritic(), ({"position": torch.randn(2, 3), "velocity": torch.randn(2, 1)},))


class EarlyExit(nn.Module):
    def __init__(self):
        super().__init__()
        self.stages = nn.ModuleList(nn.Linear(4, 4) for _ in range(4))
        self.exits = nn.ModuleList(nn.Linear(4, 2) for _ in range(4))

    def forward(self, x):
        for stage, leave in zip(self.stages, self.exits, strict=True):
            x = torch.relu(stage(x))
            out = torch.softmax(leave(x), -1)
            if out.max().item() > 0.6:
                return out
        return out


@network
def early_exit() -> Brought:
    return Brought(EarlyExit(), (torch.randn(1, 4),))


@network
def residual_in_place() -> Brought:
    class Masked(nn.Module):
        def __init__(self):
            super().__init__()
            self.lin = nn.Linear(4, 4)

        def forward(self, x):
            y = self.lin(x)
            y[y < 0] = 0
            y[:, 1:3] *= 2
            y[..., -1].add_(1.0)
            z = torch.empty_like(y)
            z.copy_(y).clamp_(max=1.5)
            z.masked_fill_(torch.eye(4).bool()[: z.size(0)], -1.0)
            return z.sub_(x).relu_()

    return Brought(Masked(), (torch.randn(3, 4),))


@network
def layers_used_again() -> Brought:
    class Again(nn.Module):
        def __init__(self):
            super().__init__()
            self.shared, self.act = nn.Linear(4, 4), nn.GELU()
            self.twin = self.shared

        def forward(self, x):
            x = self.act(self.shared(x))
            x = self.act(self.twin(x))
            return F.linear(x, self.shared.weight.t(), None)

    return Brought(Again(), (torch.randn(2, 4),))


class Answer(NamedTuple):
    scores: torch.Tensor
    hidden: list[torch.Tensor]


@dataclass
class Labelled:
    logits: torch.Tensor
    answer: Answer


@network
def lists_in_and_answers_out() -> Brought:
    class Listed(nn.Module):
        def __init__(self):
            super().__init__()
            self.branches = nn.ModuleDict({"a": nn.Linear(2, 3), "b": nn.Linear(4, 3)})

        def forward(self, inputs, *, scale, extra=None):
            hidden = [self.branches[k](x) for k, x in inputs.items()]
            total = sum(hidden) * scale
            if extra is not None:
                total = total + torch.stack(extra).mean(0)
            return Labelled(total, Answer(total.softmax(-1), hidden))

    given = {"a": torch.randn(2, 2), "b": torch.randn(2, 4)}
    return Brought(Listed(), (given,), {"scale": torch.tensor(0.5), "extra": [torch.randn(2, 3), torch.randn(2, 3)]})


@network
def double_precision() -> Brought:
    net = nn.Sequential(nn.Linear(4, 5), nn.LayerNorm(5), nn.Mish(), nn.Linear(5, 2)).double()
    return Brought(net, (torch.randn(2, 4, dtype=torch.float64),))


@network
def half_precision() -> Brought:
    net = nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 2), nn.Softmax(dim=-1)).bfloat16()
    return Brought(net, (torch.randn(2, 4, dtype=torch.bfloat16),))


@network
def plain_function() -> Brought:
    w1, w2 = torch.randn(4, 6), torch.randn(6, 1)

    def mlp(x, y):
        h = x.mm(w1).clamp(min=0)
        return (h.mm(w2) - y).pow(2).sum()

    return Brought(mlp, (torch.randn(3, 4), torch.randn(3, 1)))


@network
def pruned_and_orthogonal() -> Brought:
    fc = nn.Linear(4, 4)
    prune.l1_unstructured(fc, "weight", amount=0.5)
    return Brought(
        nn.Sequential(fc, nn.ReLU(), nn.utils.parametrizations.orthogonal(nn.Linear(4, 4))), (torch.randn(2, 4),)
    )


class Polynomial(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = (nn.Parameter(torch.randn(())) for _ in range(3))

    def forward(self, x):
        y = self.a + self.b * x + self.c * x**2
        for exp in range(3, 5):
            y = y + self.c * x**exp
        return y


@network
def polynomial() -> Brought:
    return Brought(Polynomial(), (torch.linspace(-1, 1, 7),))


class TabularNet(nn.Module):
    def __init__(self, cardinalities=(4, 3), continuous=2):
        super().__init__()
        self.embeds = nn.ModuleList(nn.Embedding(n, min(3, (n + 1) // 2)) for n in cardinalities)
        size = sum(e.embedding_dim for e in self.embeds)
        self.bn, self.layers = (
            nn.BatchNorm1d(continuous),
            nn.Sequential(nn.Linear(size + continuous, 6), nn.ReLU(), nn.Linear(6, 1)),
        )

    def forward(self, x_cat, x_cont):
        x = torch.cat([e(x_cat[:, i]) for i, e in enumerate(self.embeds)], 1)
        return torch.sigmoid(self.layers(torch.cat([x, self.bn(x_cont)], 1)))


@network
def tabular() -> Brought:
    return Brought(TabularNet(), (torch.tensor([[3, 0], [1, 2]]), torch.randn(2, 2)))


class FactorizationMachine(nn.Module):
    def __init__(self, n=5, k=3):
        super().__init__()
        self.V, self.lin = nn.Parameter(torch.randn(n, k)), nn.Linear(n, 1)

    def forward(self, x):
        out_1 = torch.matmul(x, self.V).pow(2).sum(1, keepdim=True)
        out_2 = torch.matmul(x.pow(2), self.V.pow(2)).sum(1, keepdim=True)
        return 0.5 * (out_1 - out_2) + self.lin(x)


@network
def factorization_machine() -> Brought:
    return Brought(FactorizationMachine(), (torch.randn(3, 5),))
