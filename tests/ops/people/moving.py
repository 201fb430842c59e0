"""Networks over sets, graphs, points and time, and physics."""

from __future__ import annotations

import itertools

import torch
import torch.nn as nn
import torch.nn.functional as F

from tests.ops.people.known import Brought, network

EDGES = torch.tensor([[0, 1, 1, 2, 3, 3, 0], [1, 0, 2, 1, 0, 2, 3]])


class GraphConvolution(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.randn(i, o)), nn.Parameter(torch.zeros(o))

    def forward(self, x, adj):
        return (
            torch.spmm(adj, torch.mm(x, self.weight)) + self.bias
            if adj.is_sparse
            else adj @ (x @ self.weight) + self.bias
        )


class GCN(nn.Module):
    def __init__(self):
        super().__init__()
        self.gc1, self.gc2 = GraphConvolution(3, 5), GraphConvolution(5, 2)

    def forward(self, x, adj):
        a = adj + torch.eye(adj.size(0))
        d = a.sum(1).pow(-0.5)
        a = d[:, None] * a * d[None, :]
        x = F.relu(self.gc1(x, a))
        x = F.dropout(x, 0.5, training=self.training)
        return F.log_softmax(self.gc2(x, a), dim=1)


@network
def graph_convolution_dense() -> Brought:
    adj = torch.zeros(4, 4)
    adj[EDGES[0], EDGES[1]] = 1.0
    return Brought(GCN(), (torch.randn(4, 3), adj))


class MessagePassing(nn.Module):
    def __init__(self):
        super().__init__()
        self.message, self.update = nn.Linear(6, 4), nn.GRUCell(4, 3)
        self.readout = nn.Linear(3, 2)

    def forward(self, x, edge_index, batch):
        src, dst = edge_index
        for _ in range(3):
            m = F.relu(self.message(torch.cat([x[src], x[dst]], dim=-1)))
            agg = torch.zeros(x.size(0), m.size(1)).index_add_(0, dst, m)
            degree = torch.zeros(x.size(0)).scatter_add_(0, dst, torch.ones(dst.size(0))).clamp(min=1)
            x = self.update(agg / degree.unsqueeze(-1), x)
        graphs = int(batch.max()) + 1
        pooled = x.new_zeros(graphs, x.size(1)).scatter_reduce(
            0, batch[:, None].expand_as(x), x, "amax", include_self=False
        )
        return self.readout(pooled)


@network
def message_passing() -> Brought:
    return Brought(MessagePassing(), (torch.randn(4, 3), EDGES, torch.tensor([0, 0, 1, 1])))


class GraphAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin, self.att = nn.Linear(3, 4, bias=False), nn.Parameter(torch.randn(8, 1))

    def forward(self, x, edge_index):
        h = self.lin(x)
        src, dst = edge_index[0], edge_index[1]
        e = F.leaky_relu(torch.cat([h[src], h[dst]], 1) @ self.att, 0.2).squeeze(1)
        e = (e - e.max()).exp()
        total = torch.zeros(x.size(0)).index_add(0, dst, e)
        alpha = e / (total[dst] + 1e-16)
        out = torch.zeros_like(h).scatter_add(0, dst.unsqueeze(-1).expand(-1, 4), h[src] * alpha.unsqueeze(-1))
        return F.elu(out)


@network
def graph_attention() -> Brought:
    return Brought(GraphAttention(), (torch.randn(4, 3), EDGES))


class DeepSets(nn.Module):
    def __init__(self):
        super().__init__()
        self.phi = nn.Sequential(nn.Linear(2, 6), nn.ELU(), nn.Linear(6, 4))
        self.rho = nn.Sequential(nn.Linear(4, 5), nn.ELU(), nn.Linear(5, 1))

    def forward(self, x, mask):
        h = self.phi(x) * mask.unsqueeze(-1)
        return self.rho(h.sum(dim=1) / mask.sum(dim=1, keepdim=True))


@network
def deep_sets() -> Brought:
    return Brought(DeepSets(), (torch.randn(2, 4, 2), torch.tensor([[1.0, 1, 1, 0], [1, 1, 0, 0]])))


class TNet(nn.Module):
    def __init__(self, k):
        super().__init__()
        self.k = k
        self.conv, self.bn, self.fc = nn.Conv1d(k, 6, 1), nn.BatchNorm1d(6), nn.Linear(6, k * k)

    def forward(self, x):
        h = F.relu(self.bn(self.conv(x)))
        h = torch.max(h, 2, keepdim=True)[0].view(-1, 6)
        iden = torch.eye(self.k).view(1, self.k * self.k).repeat(x.size(0), 1)
        return (self.fc(h) + iden).view(-1, self.k, self.k)


class PointNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stn, self.conv1, self.conv2, self.fc = TNet(3), nn.Conv1d(3, 4, 1), nn.Conv1d(4, 8, 1), nn.Linear(8, 3)

    def forward(self, x):
        trans = self.stn(x)
        x = torch.bmm(x.transpose(2, 1), trans).transpose(2, 1)
        x = F.relu(self.conv1(x))
        x = torch.max(self.conv2(x), 2)[0]
        return self.fc(x), trans


@network
def pointnet() -> Brought:
    return Brought(PointNet(), (torch.randn(2, 3, 6),))


class ODEFunc(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(3, 6), nn.Tanh(), nn.Linear(6, 2))

    def forward(self, t, y):
        return self.net(torch.cat([y, t.expand(y.size(0), 1)], 1))


class Euler(nn.Module):
    def __init__(self):
        super().__init__()
        self.func = ODEFunc()

    def forward(self, y, times):
        trajectory = [y]
        for t0, t1 in itertools.pairwise(times):
            y = y + (t1 - t0) * self.func(t0, y)
            trajectory.append(y)
        return torch.stack(trajectory)


@network
def neural_ode_euler() -> Brought:
    return Brought(Euler(), (torch.randn(2, 2),), {"times": torch.linspace(0, 1, 5)})


class RBF(nn.Module):
    def __init__(self, i, centres, o):
        super().__init__()
        self.centres, self.log_sigmas = nn.Parameter(torch.randn(centres, i)), nn.Parameter(torch.zeros(centres))
        self.linear = nn.Linear(centres, o)

    def forward(self, x):
        size = (x.size(0), self.centres.size(0), x.size(1))
        x = x.unsqueeze(1).expand(size)
        c = self.centres.unsqueeze(0).expand(size)
        distances = (x - c).pow(2).sum(-1).pow(0.5) / torch.exp(self.log_sigmas).unsqueeze(0)
        return self.linear(torch.exp(-1 * distances.pow(2)))


@network
def radial_basis() -> Brought:
    return Brought(RBF(3, 4, 2), (torch.randn(2, 3),))


def squash(s, dim=-1):
    norm = (s**2).sum(dim, keepdim=True)
    return norm / (1 + norm) * s / torch.sqrt(norm + 1e-8)


class Capsules(nn.Module):
    def __init__(self, i=4, o=2, di=3, do=4, routings=3):
        super().__init__()
        self.W, self.routings = nn.Parameter(0.3 * torch.randn(1, o, i, do, di)), routings

    def forward(self, x):
        u_hat = (self.W @ x[:, None, :, :, None]).squeeze(-1)
        b = torch.zeros(*u_hat.shape[:3], 1)
        for r in range(self.routings):
            c = F.softmax(b, dim=1)
            v = squash((c * u_hat).sum(dim=2))
            if r < self.routings - 1:
                b = b + torch.matmul(u_hat, v.unsqueeze(-1))
        return v.norm(dim=-1)


@network
def capsule_routing() -> Brought:
    return Brought(Capsules(), (torch.randn(2, 4, 3),))


@network
def matrix_factorization() -> Brought:
    class MF(nn.Module):
        def __init__(self):
            super().__init__()
            self.user, self.item = nn.Embedding(6, 3, max_norm=1.0), nn.Embedding(7, 3)
            self.bias = nn.Embedding(7, 1)

        def forward(self, user, item):
            return (self.user(user) * self.item(item)).sum(1, keepdim=True) + self.bias(item)

    return Brought(MF(), (torch.tensor([1, 5, 5]), torch.tensor([0, 3, 6])))
