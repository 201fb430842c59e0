"""Networks that make pictures, codes and densities."""

from __future__ import annotations

import math

import torch
import torch.nn as nn
import torch.nn.functional as F

from tests.ops.people.known import Brought, network


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(16, 8), nn.ReLU(True), nn.Linear(8, 3))
        self.decoder = nn.Sequential(nn.Linear(3, 8), nn.ReLU(True), nn.Linear(8, 16), nn.Tanh())

    def forward(self, x):
        return self.decoder(self.encoder(x.view(x.size(0), -1))).view_as(x)


@network
def autoencoder() -> Brought:
    return Brought(Autoencoder(), (torch.randn(2, 1, 4, 4),))


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc21, self.fc22 = nn.Linear(16, 8), nn.Linear(8, 2), nn.Linear(8, 2)
        self.fc3, self.fc4 = nn.Linear(2, 8), nn.Linear(8, 16)

    def encode(self, x):
        h1 = F.relu(self.fc1(x))
        return self.fc21(h1), self.fc22(h1)

    def reparameterize(self, mu, logvar):
        std = torch.exp(0.5 * logvar)
        eps = torch.randn_like(std)
        return mu + eps * std

    def forward(self, x):
        mu, logvar = self.encode(x.view(-1, 16))
        z = self.reparameterize(mu, logvar)
        recon = torch.sigmoid(self.fc4(F.relu(self.fc3(z))))
        kld = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
        return recon, mu, logvar, kld


@network
def variational_autoencoder() -> Brought:
    return Brought(VAE(), (torch.rand(2, 1, 4, 4),))


@network
def dcgan_generator() -> Brought:
    net = nn.Sequential(
        nn.ConvTranspose2d(5, 6, 4, 1, 0, bias=False), nn.BatchNorm2d(6), nn.ReLU(True),
        nn.ConvTranspose2d(6, 4, 4, 2, 1, bias=False), nn.BatchNorm2d(4), nn.ReLU(True),
        nn.ConvTranspose2d(4, 3, 3, 2, 1, output_padding=1), nn.Tanh(),
    )  # fmt: skip
    return Brought(net, (torch.randn(2, 5, 1, 1),))


@network
def dcgan_discriminator() -> Brought:
    sn = nn.utils.parametrizations.spectral_norm
    net = nn.Sequential(
        sn(nn.Conv2d(3, 4, 4, 2, 1)), nn.LeakyReLU(0.2, inplace=True), sn(nn.Conv2d(4, 6, 4, 2, 1, bias=False)), nn.BatchNorm2d(6),
        nn.LeakyReLU(0.2, inplace=True), nn.Conv2d(6, 1, 2), nn.Sigmoid(), nn.Flatten(0),
    )  # fmt: skip
    return Brought(net, (torch.randn(2, 3, 8, 8),))


class ConditionalGenerator(nn.Module):
    def __init__(self):
        super().__init__()
        self.label_emb = nn.Embedding(4, 4)

        def block(i, o, normalize=True):
            layers = [nn.Linear(i, o)]
            if normalize:
                layers.append(nn.BatchNorm1d(o, 0.8))
            layers.append(nn.LeakyReLU(0.2, inplace=True))
            return layers

        self.model = nn.Sequential(*block(7, 6, normalize=False), *block(6, 8), nn.Linear(8, 9), nn.Tanh())

    def forward(self, noise, labels):
        gen_input = torch.cat((self.label_emb(labels), noise), -1)
        return self.model(gen_input).view(noise.size(0), 1, 3, 3)


@network
def conditional_gan() -> Brought:
    return Brought(ConditionalGenerator(), (torch.randn(2, 3),), {"labels": torch.tensor([3, 1])})


class Coupling(nn.Module):
    def __init__(self, dim, flip):
        super().__init__()
        self.flip = flip
        self.net = nn.Sequential(nn.Linear(dim // 2, 6), nn.ReLU(), nn.Linear(6, dim))

    def forward(self, x):
        a, b = x.chunk(2, dim=1)
        if self.flip:
            a, b = b, a
        s, t = self.net(a).chunk(2, dim=1)
        s = torch.tanh(s)
        b = b * s.exp() + t
        if self.flip:
            a, b = b, a
        return torch.cat([a, b], dim=1), s.sum(dim=1)


class Flow(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([Coupling(4, k % 2 == 1) for k in range(3)])

    def forward(self, x):
        log_det = torch.zeros(x.shape[0])
        for layer in self.layers:
            x, ld = layer(x)
            log_det += ld
        log_p = -0.5 * (x**2 + math.log(2 * math.pi)).sum(1)
        return x, log_p + log_det


@network
def coupling_flow() -> Brought:
    return Brought(Flow(), (torch.randn(3, 4),))


class VectorQuantizer(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(5, 3)

    def forward(self, inputs):
        inputs = inputs.permute(0, 2, 3, 1).contiguous()
        flat = inputs.view(-1, 3)
        distances = (
            torch.sum(flat**2, dim=1, keepdim=True)
            + torch.sum(self.embedding.weight**2, dim=1)
            - 2 * torch.matmul(flat, self.embedding.weight.t())
        )
        indices = torch.argmin(distances, dim=1).unsqueeze(1)
        encodings = torch.zeros(indices.shape[0], 5)
        encodings.scatter_(1, indices, 1)
        quantized = torch.matmul(encodings, self.embedding.weight).view(inputs.shape)
        loss = F.mse_loss(quantized.detach(), inputs)
        quantized = inputs + (quantized - inputs).detach()
        avg_probs = torch.mean(encodings, dim=0)
        perplexity = torch.exp(-torch.sum(avg_probs * torch.log(avg_probs + 1e-10)))
        return loss, quantized.permute(0, 3, 1, 2).contiguous(), perplexity


@network
def vector_quantizer() -> Brought:
    return Brought(VectorQuantizer(), (torch.randn(2, 3, 2, 2),))


def timestep_embedding(t, dim):
    half = dim // 2
    freqs = torch.exp(-math.log(100) * torch.arange(half, dtype=torch.float32) / half)
    args = t[:, None].float() * freqs[None]
    return torch.cat([torch.cos(args), torch.sin(args)], dim=-1)


class Denoiser(nn.Module):
    def __init__(self):
        super().__init__()
        self.time = nn.Sequential(nn.Linear(4, 6), nn.SiLU(), nn.Linear(6, 8))
        self.conv1, self.norm, self.conv2 = (
            nn.Conv2d(1, 4, 3, padding=1),
            nn.GroupNorm(2, 4),
            nn.Conv2d(4, 1, 3, padding=1),
        )

    def forward(self, x, t):
        scale, shift = self.time(timestep_embedding(t, 4))[:, :, None, None].chunk(2, dim=1)
        h = self.norm(self.conv1(x)) * (1 + scale) + shift
        return self.conv2(F.silu(h))


@network
def diffusion_step() -> Brought:
    return Brought(Denoiser(), (torch.randn(2, 1, 5, 5), torch.tensor([3, 7])))


class Energy(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(3, 6), nn.Softplus(), nn.Linear(6, 1))

    def forward(self, x):
        x = x.detach().requires_grad_(True)
        energy = self.net(x).sum()
        (force,) = torch.autograd.grad(energy, x)
        return energy, -force


@network
def energy_with_forces() -> Brought:
    return Brought(Energy(), (torch.randn(2, 3),))


class Hopfield(nn.Module):
    def __init__(self, beta=2.0, steps=4):
        super().__init__()
        self.patterns, self.beta, self.steps = nn.Parameter(torch.randn(3, 5)), beta, steps

    def forward(self, state):
        for _ in range(self.steps):
            state = F.softmax(self.beta * state @ self.patterns.T, dim=-1) @ self.patterns
        return state


@network
def hopfield_retrieval() -> Brought:
    return Brought(Hopfield(), (torch.randn(2, 5),))
