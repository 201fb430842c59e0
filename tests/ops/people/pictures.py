"""Networks that look at pictures."""

from __future__ import annotations

from collections import OrderedDict

import torch
import torch.nn as nn
import torch.nn.functional as F

from tests.ops.people.known import Brought, network


def batch(channels: int = 3, size: int = 8, count: int = 2) -> torch.Tensor:
    return torch.randn(count, channels, size, size)


@network
def lenet_in_a_row() -> Brought:
    net = nn.Sequential(
        nn.Conv2d(1, 4, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(4, 6, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Flatten(), nn.Linear(24, 12), nn.Tanh(), nn.Linear(12, 10), nn.LogSoftmax(dim=1),
    )  # fmt: skip
    return Brought(net, (batch(1, 16),))


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 5, padding=2)
        self.pool = nn.MaxPool2d(2, 2)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(4, 6, 5)
        self.fc1 = nn.Linear(24, 12)
        self.fc2 = nn.Linear(12, 10)

    def forward(self, x):
        x = self.pool(self.relu(self.conv1(x)))
        x = self.pool(self.relu(self.conv2(x)))
        x = x.view(x.size(0), -1)
        return self.fc2(self.relu(self.fc1(x)))


@network
def lenet_with_layers() -> Brought:
    return Brought(LeNet(), (batch(1, 16),))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, kernel_size=5)
        self.conv2 = nn.Conv2d(4, 6, kernel_size=5)
        self.conv2_drop = nn.Dropout2d()
        self.fc1 = nn.Linear(54, 20)
        self.fc2 = nn.Linear(20, 10)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2_drop(self.conv2(x)), 2))
        x = x.view(-1, 54)
        x = F.relu(self.fc1(x))
        x = F.dropout(x, training=self.training)
        return F.log_softmax(self.fc2(x), dim=1)


@network
def lenet_with_functions() -> Brought:
    return Brought(Net(), (batch(1, 24),))


class BasicBlock(nn.Module):
    def __init__(self, inplanes, planes, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.downsample = None
        if stride != 1 or inplanes != planes:
            self.downsample = nn.Sequential(nn.Conv2d(inplanes, planes, 1, stride, bias=False), nn.BatchNorm2d(planes))

    def forward(self, x):
        identity = x
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        if self.downsample is not None:
            identity = self.downsample(x)
        out += identity
        return F.relu(out)


@network
def residual_blocks() -> Brought:
    head = (nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 5))
    return Brought(nn.Sequential(BasicBlock(3, 4), BasicBlock(4, 6, 2), *head), (batch(),))


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, inplanes, planes):
        super().__init__()
        width = planes * self.expansion
        self.body = nn.Sequential(
            OrderedDict(
                reduce=nn.Conv2d(inplanes, planes, 1, bias=False), bn1=nn.BatchNorm2d(planes), relu1=nn.ReLU(True),
                conv=nn.Conv2d(planes, planes, 3, padding=1, groups=2, bias=False), bn2=nn.BatchNorm2d(planes), relu2=nn.ReLU(True),
                expand=nn.Conv2d(planes, width, 1, bias=False), bn3=nn.BatchNorm2d(width),
            )
        )  # fmt: skip
        self.shortcut = nn.Identity() if inplanes == width else nn.Conv2d(inplanes, width, 1)

    def forward(self, x):
        return torch.relu(self.body(x) + self.shortcut(x))


@network
def bottleneck() -> Brought:
    return Brought(nn.Sequential(Bottleneck(8, 2), Bottleneck(8, 4)), (batch(8, 5),))


@network
def depthwise_separable() -> Brought:
    net = nn.Sequential(
        nn.Conv2d(3, 3, 3, padding=1, groups=3, bias=False), nn.BatchNorm2d(3), nn.ReLU6(inplace=True),
        nn.Conv2d(3, 8, 1, bias=False), nn.BatchNorm2d(8), nn.Hardswish(),
    )  # fmt: skip
    return Brought(net, (batch(),))


class SqueezeExcite(nn.Module):
    def __init__(self, c, r=2):
        super().__init__()
        self.fc1 = nn.Linear(c, c // r)
        self.fc2 = nn.Linear(c // r, c)

    def forward(self, x):
        s = x.mean(dim=(2, 3))
        s = torch.sigmoid(self.fc2(F.silu(self.fc1(s))))
        return x * s[:, :, None, None]


class InvertedResidual(nn.Module):
    def __init__(self, c, t=2):
        super().__init__()
        self.expand = nn.Conv2d(c, c * t, 1)
        self.depthwise = nn.Conv2d(c * t, c * t, 3, padding=1, groups=c * t)
        self.se = SqueezeExcite(c * t)
        self.project = nn.Conv2d(c * t, c, 1)
        self.bn = nn.ModuleList(nn.BatchNorm2d(k) for k in (c * t, c * t, c))

    def forward(self, x):
        h = F.silu(self.bn[0](self.expand(x)))
        h = self.se(F.silu(self.bn[1](self.depthwise(h))))
        return x + self.bn[2](self.project(h))


@network
def inverted_residual() -> Brought:
    return Brought(InvertedResidual(4), (batch(4, 6),))


class DenseBlock(nn.Module):
    def __init__(self, c, growth, layers):
        super().__init__()
        self.layers = nn.ModuleList(
            nn.Sequential(nn.BatchNorm2d(c + k * growth), nn.ReLU(), nn.Conv2d(c + k * growth, growth, 3, padding=1))
            for k in range(layers)
        )

    def forward(self, x):
        features = [x]
        for layer in self.layers:
            features.append(layer(torch.cat(features, 1)))
        return torch.cat(features, dim=1)


@network
def dense_block() -> Brought:
    return Brought(nn.Sequential(DenseBlock(3, 2, 3), nn.Conv2d(9, 4, 1), nn.AvgPool2d(2)), (batch(3, 6),))


class Inception(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.branch1 = nn.Conv2d(c, 2, 1)
        self.branch3 = nn.Sequential(nn.Conv2d(c, 2, 1), nn.ReLU(), nn.Conv2d(2, 3, 3, padding="same"))
        self.branch5 = nn.Sequential(nn.Conv2d(c, 2, 1), nn.ReLU(), nn.Conv2d(2, 2, 5, padding=2))
        self.branch_pool = nn.Sequential(nn.MaxPool2d(3, stride=1, padding=1), nn.Conv2d(c, 2, 1))

    def forward(self, x):
        outputs = [self.branch1(x), self.branch3(x), self.branch5(x), self.branch_pool(x)]
        return F.leaky_relu(torch.cat(outputs, 1), 0.1)


@network
def inception() -> Brought:
    return Brought(Inception(3), (batch(3, 7),))


def double_conv(i, o):
    return nn.Sequential(
        nn.Conv2d(i, o, 3, padding=1), nn.ReLU(inplace=True), nn.Conv2d(o, o, 3, padding=1), nn.ReLU(inplace=True)
    )


class UNet(nn.Module):
    def __init__(self, classes=2):
        super().__init__()
        self.down1, self.down2, self.bottom = double_conv(1, 3), double_conv(3, 4), double_conv(4, 6)
        self.up2, self.up1 = (
            nn.ConvTranspose2d(6, 4, 2, stride=2),
            nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True),
        )
        self.conv2, self.conv1, self.out = double_conv(8, 4), double_conv(7, 3), nn.Conv2d(3, classes, 1)

    def forward(self, x):
        d1 = self.down1(x)
        d2 = self.down2(F.max_pool2d(d1, 2))
        u = self.up2(self.bottom(F.max_pool2d(d2, 2)))
        dy, dx = d2.size(2) - u.size(2), d2.size(3) - u.size(3)
        u = F.pad(u, [dx // 2, dx - dx // 2, dy // 2, dy - dy // 2])
        u = self.conv2(torch.cat([d2, u], dim=1))
        return self.out(self.conv1(torch.cat((d1, self.up1(u)), dim=1)))


@network
def unet() -> Brought:
    return Brought(UNet(), (torch.randn(1, 1, 12, 12),))


class SpatialTransformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.localization = nn.Sequential(nn.Conv2d(1, 4, 5), nn.MaxPool2d(2, stride=2), nn.ReLU(True))
        self.fc_loc = nn.Sequential(nn.Linear(36, 8), nn.ReLU(True), nn.Linear(8, 6))
        self.fc_loc[2].weight.data.mul_(0.1)
        self.fc_loc[2].bias.data.copy_(torch.tensor([1, 0, 0, 0, 1, 0], dtype=torch.float))

    def forward(self, x):
        theta = self.fc_loc(self.localization(x).view(-1, 36)).view(-1, 2, 3)
        grid = F.affine_grid(theta, x.size(), align_corners=False)
        return F.grid_sample(x, grid, align_corners=False)


@network
def spatial_transformer() -> Brought:
    return Brought(SpatialTransformer(), (batch(1, 10),))


class ConvNeXtBlock(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dwconv = nn.Conv2d(dim, dim, kernel_size=7, padding=3, groups=dim)
        self.norm = nn.LayerNorm(dim, eps=1e-6)
        self.pwconv1, self.act, self.pwconv2 = nn.Linear(dim, 2 * dim), nn.GELU(), nn.Linear(2 * dim, dim)
        self.gamma = nn.Parameter(0.1 * torch.ones(dim))

    def forward(self, x):
        shortcut = x
        x = self.dwconv(x).permute(0, 2, 3, 1)
        x = self.gamma * self.pwconv2(self.act(self.pwconv1(self.norm(x))))
        return shortcut + x.permute(0, 3, 1, 2)


@network
def convnext_block() -> Brought:
    return Brought(ConvNeXtBlock(4), (batch(4, 7),))


@network
def super_resolution() -> Brought:
    net = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2, padding_mode="replicate"),
        nn.PReLU(6),
        nn.Conv2d(6, 4, 3, padding=1),
        nn.PixelShuffle(2),
    )
    return Brought(net, (batch(1, 6),))


def adain(content, style, eps=1e-5):
    c_mean, c_std = content.mean([2, 3], keepdim=True), content.std([2, 3], keepdim=True) + eps
    s_mean, s_std = style.mean([2, 3], keepdim=True), (style.var([2, 3], keepdim=True) + eps).sqrt()
    return (content - c_mean) / c_std * s_std + s_mean


class StyleTransfer(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.ReflectionPad2d(1), nn.Conv2d(3, 4, 3, stride=2), nn.InstanceNorm2d(4, affine=True), nn.ReLU()
        )
        self.decoder = nn.Sequential(
            nn.Upsample(scale_factor=2, mode="nearest"), nn.ReflectionPad2d(1), nn.Conv2d(4, 3, 3)
        )

    def forward(self, content, style, alpha=0.8):
        c, s = self.encoder(content), self.encoder(style)
        t = alpha * adain(c, s) + (1 - alpha) * c
        return torch.clamp(self.decoder(t), 0, 1), t


@network
def style_transfer() -> Brought:
    return Brought(StyleTransfer(), (batch(), batch()), {"alpha": 0.5})
