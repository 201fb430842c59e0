"""Networks that attend."""

from __future__ import annotations

import math

import torch
import torch.nn as nn
import torch.nn.functional as F

from tests.ops.people.known import Brought, network


class PositionalEncoding(nn.Module):
    def __init__(self, d_model, max_len=20):
        super().__init__()
        self.dropout = nn.Dropout(0.1)
        position = torch.arange(max_len).unsqueeze(1)
        div_term = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
        pe = torch.zeros(max_len, 1, d_model)
        pe[:, 0, 0::2] = torch.sin(position * div_term)
        pe[:, 0, 1::2] = torch.cos(position * div_term)
        self.register_buffer("pe", pe)

    def forward(self, x):
        return self.dropout(x + self.pe[: x.size(0)])


class TransformerClassifier(nn.Module):
    def __init__(self, tokens=12, d_model=8, heads=2, classes=3):
        super().__init__()
        self.d_model = d_model
        self.embedding = nn.Embedding(tokens, d_model)
        self.pos_encoder = PositionalEncoding(d_model)
        layer = nn.TransformerEncoderLayer(d_model, heads, 12, 0.1)
        self.transformer_encoder = nn.TransformerEncoder(layer, 2)
        self.linear = nn.Linear(d_model, classes)

    def forward(self, src, src_mask=None):
        padding = src.t() == 0
        src = self.pos_encoder(self.embedding(src) * math.sqrt(self.d_model))
        if src_mask is None:
            src_mask = nn.Transformer.generate_square_subsequent_mask(len(src))
        output = self.transformer_encoder(
            src, src_mask, src_key_padding_mask=padding.float().masked_fill(padding, float("-inf"))
        )
        return self.linear(output.mean(dim=0))


@network
def transformer_classifier() -> Brought:
    return Brought(TransformerClassifier(), (torch.randint(1, 12, (5, 2)),))


@network
def translation_transformer() -> Brought:
    class Seq2SeqTransformer(nn.Module):
        def __init__(self):
            super().__init__()
            self.src, self.tgt = nn.Embedding(7, 8), nn.Embedding(6, 8)
            self.transformer = nn.Transformer(8, 2, 1, 1, 12, batch_first=True, norm_first=True)
            self.generator = nn.Linear(8, 6)

        def forward(self, src, tgt):
            mask = torch.triu(torch.ones(tgt.size(1), tgt.size(1), dtype=torch.bool), diagonal=1)
            out = self.transformer(
                self.src(src),
                self.tgt(tgt),
                tgt_mask=mask,
                src_key_padding_mask=src == 0,
                memory_key_padding_mask=src == 0,
            )
            return self.generator(out)

    return Brought(Seq2SeqTransformer(), (torch.tensor([[3, 1, 0], [5, 2, 4]]), torch.randint(0, 6, (2, 4))))


class CausalSelfAttention(nn.Module):
    def __init__(self, n_embd, n_head, block):
        super().__init__()
        self.c_attn, self.c_proj = nn.Linear(n_embd, 3 * n_embd), nn.Linear(n_embd, n_embd)
        self.n_head, self.n_embd = n_head, n_embd
        self.register_buffer("bias", torch.tril(torch.ones(block, block)).view(1, 1, block, block))

    def forward(self, x):
        B, T, C = x.size()
        q, k, v = self.c_attn(x).split(self.n_embd, dim=2)
        k = k.view(B, T, self.n_head, C // self.n_head).transpose(1, 2)
        q = q.view(B, T, self.n_head, C // self.n_head).transpose(1, 2)
        v = v.view(B, T, self.n_head, C // self.n_head).transpose(1, 2)
        att = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
        att = att.masked_fill(self.bias[:, :, :T, :T] == 0, float("-inf"))
        y = F.softmax(att, dim=-1) @ v
        return self.c_proj(y.transpose(1, 2).contiguous().view(B, T, C))


class Block(nn.Module):
    def __init__(self, n_embd, n_head, block):
        super().__init__()
        self.ln_1, self.attn, self.ln_2 = (
            nn.LayerNorm(n_embd),
            CausalSelfAttention(n_embd, n_head, block),
            nn.LayerNorm(n_embd),
        )
        self.mlp = nn.ModuleDict(
            {
                "c_fc": nn.Linear(n_embd, 2 * n_embd),
                "act": nn.GELU(approximate="tanh"),
                "c_proj": nn.Linear(2 * n_embd, n_embd),
            }
        )

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        m = self.mlp
        return x + m.c_proj(m.act(m.c_fc(self.ln_2(x))))


class GPT(nn.Module):
    def __init__(self, vocab=9, n_embd=8, block=6):
        super().__init__()
        self.block = block
        self.wte, self.wpe = nn.Embedding(vocab, n_embd), nn.Embedding(block, n_embd)
        self.h = nn.ModuleList(Block(n_embd, 2, block) for _ in range(2))
        self.ln_f, self.lm_head = nn.LayerNorm(n_embd), nn.Linear(n_embd, vocab, bias=False)
        self.wte.weight = self.lm_head.weight

    def forward(self, idx, targets=None):
        x = self.wte(idx) + self.wpe(torch.arange(idx.size(1)))
        for block in self.h:
            x = block(x)
        logits = self.lm_head(self.ln_f(x))
        loss = (
            None
            if targets is None
            else F.cross_entropy(logits.view(-1, logits.size(-1)), targets.view(-1), ignore_index=-1)
        )
        return logits, loss

    def generate(self, idx, count=3, temperature=0.8, top_k=3):
        for _ in range(count):
            logits, _ = self(idx[:, -self.block :])
            logits = logits[:, -1, :] / temperature
            v, _ = torch.topk(logits, top_k)
            logits[logits < v[:, [-1]]] = -float("inf")
            idx = torch.cat((idx, F.softmax(logits, dim=-1).argmax(-1, keepdim=True)), dim=1)
        return idx


@network
def gpt_with_a_loss() -> Brought:
    return Brought(GPT(), (torch.randint(0, 9, (2, 5)), torch.tensor([[1, 2, 3, -1, 4], [0, -1, 2, 5, 8]])))


class Generating(nn.Module):
    def __init__(self):
        super().__init__()
        self.gpt = GPT()

    def forward(self, idx):
        return self.gpt.generate(idx)


@network
def gpt_that_writes() -> Brought:
    return Brought(Generating(), (torch.randint(0, 9, (1, 3)),))


def rotate_half(x):
    x1, x2 = x[..., : x.shape[-1] // 2], x[..., x.shape[-1] // 2 :]
    return torch.cat((-x2, x1), dim=-1)


class RotaryWithCache(nn.Module):
    def __init__(self, dim=8, heads=4, kv_heads=2):
        super().__init__()
        self.heads, self.kv_heads, self.d = heads, kv_heads, dim // heads
        self.q, self.kv, self.o = (
            nn.Linear(dim, dim, bias=False),
            nn.Linear(dim, 2 * kv_heads * self.d, bias=False),
            nn.Linear(dim, dim),
        )
        self.norm = nn.RMSNorm(dim)
        self.inv_freq = 1.0 / (10000 ** (torch.arange(0, self.d, 2).float() / self.d))

    def step(self, x, cache):
        b = x.size(0)
        start = 0 if cache is None else cache[0].size(2)
        freqs = torch.outer(torch.arange(start, start + x.size(1)).float(), self.inv_freq)
        emb = torch.cat((freqs, freqs), dim=-1)
        h = self.norm(x)
        q = self.q(h).view(b, -1, self.heads, self.d).transpose(1, 2)
        k, v = self.kv(h).view(b, -1, 2, self.kv_heads, self.d).permute(2, 0, 3, 1, 4)
        q, k = (z * emb.cos() + rotate_half(z) * emb.sin() for z in (q, k))
        if cache is not None:
            k, v = torch.cat([cache[0], k], 2), torch.cat([cache[1], v], 2)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=cache is None, enable_gqa=True)
        return x + self.o(y.transpose(1, 2).reshape(b, -1, self.heads * self.d)), (k, v)

    def forward(self, x):
        y, cache = self.step(x[:, :2], None)
        outs = [y]
        for t in range(2, x.size(1)):
            y, cache = self.step(x[:, t : t + 1], cache)
            outs.append(y)
        return torch.cat(outs, 1)


@network
def rotary_attention_with_cache() -> Brought:
    return Brought(RotaryWithCache(), (torch.randn(1, 5, 8),))


class WindowAttention(nn.Module):
    def __init__(self, dim=4, window=2, heads=2):
        super().__init__()
        self.heads, self.scale = heads, (dim // heads) ** -0.5
        self.relative_position_bias_table = nn.Parameter(torch.randn((2 * window - 1) ** 2, heads))
        coords = torch.stack(torch.meshgrid([torch.arange(window), torch.arange(window)], indexing="ij")).flatten(1)
        relative = (coords[:, :, None] - coords[:, None, :]).permute(1, 2, 0).contiguous() + (window - 1)
        self.register_buffer("index", relative[:, :, 0] * (2 * window - 1) + relative[:, :, 1])
        self.qkv, self.proj = nn.Linear(dim, dim * 3), nn.Linear(dim, dim)

    def forward(self, x):
        B, N, C = x.shape
        q, k, v = self.qkv(x).reshape(B, N, 3, self.heads, C // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        attn = q * self.scale @ k.transpose(-2, -1)
        bias = self.relative_position_bias_table[self.index.view(-1)].view(N, N, -1).permute(2, 0, 1).contiguous()
        attn = (attn + bias.unsqueeze(0)).softmax(dim=-1)
        return self.proj((attn @ v).transpose(1, 2).reshape(B, N, C))


@network
def relative_position_bias() -> Brought:
    return Brought(WindowAttention(), (torch.randn(2, 4, 4),))


class LinearAttention(nn.Module):
    def __init__(self, dim=4):
        super().__init__()
        self.to_qkv = nn.Linear(dim, dim * 3, bias=False)

    def forward(self, x):
        q, k, v = self.to_qkv(x).chunk(3, dim=-1)
        q, k = F.elu(q) + 1, F.elu(k) + 1
        kv = torch.einsum("bnd,bne->bde", k, v)
        z = 1 / (torch.einsum("bnd,bd->bn", q, k.sum(dim=1)) + 1e-6)
        return torch.einsum("bnd,bde,bn->bne", q, kv, z)


@network
def linear_attention_einsum() -> Brought:
    return Brought(LinearAttention(), (torch.randn(2, 5, 4),))


class ViT(nn.Module):
    def __init__(self, size=8, patch=4, dim=8, classes=3):
        super().__init__()
        self.patchify = nn.Conv2d(3, dim, patch, stride=patch)
        self.cls_token = nn.Parameter(torch.randn(1, 1, dim))
        self.pos_embed = nn.Parameter(torch.randn(1, (size // patch) ** 2 + 1, dim))
        self.attn, self.norm1, self.norm2 = (
            nn.MultiheadAttention(dim, 2, batch_first=True),
            nn.LayerNorm(dim),
            nn.LayerNorm(dim),
        )
        self.mlp, self.head = nn.Sequential(nn.Linear(dim, 16), nn.GELU(), nn.Linear(16, dim)), nn.Linear(dim, classes)

    def forward(self, x):
        x = self.patchify(x).flatten(2).transpose(1, 2)
        x = torch.cat((self.cls_token.expand(x.shape[0], -1, -1), x), dim=1) + self.pos_embed
        h = self.norm1(x)
        a, weights = self.attn(h, h, h)
        x = x + a
        x = x + self.mlp(self.norm2(x))
        return self.head(x[:, 0]), weights


@network
def vision_transformer() -> Brought:
    return Brought(ViT(), (torch.randn(2, 3, 8, 8),))


class MixerBlock(nn.Module):
    def __init__(self, patches, dim):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.tokens = nn.Sequential(nn.Linear(patches, 6), nn.GELU(), nn.Linear(6, patches))
        self.channels = nn.Sequential(nn.Linear(dim, 6), nn.GELU(), nn.Linear(6, dim))

    def forward(self, x):
        x = x + self.tokens(self.norm1(x).transpose(1, 2)).transpose(1, 2)
        return x + self.channels(self.norm2(x))


@network
def mlp_mixer() -> Brought:
    net = nn.Sequential(nn.Unfold(4, stride=4), nn.Flatten(1), nn.Unflatten(1, (4, 16)), MixerBlock(4, 16))
    return Brought(net, (torch.randn(2, 1, 8, 8),))
