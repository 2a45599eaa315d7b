"""Layers in [batch, time, channels] layout, the browser's; convolutions run as channels-last Conv2d (fastest on CPU)."""

import torch
import torch.nn as nn
import torch.nn.functional as F


class Conv(nn.Module):
    """Convolution over time, "same" padding."""

    def __init__(self, inputs, outputs, kernel=1, groups=1):
        super().__init__()
        self.c = nn.Conv2d(inputs, outputs, (1, kernel), padding=(0, kernel // 2), groups=groups)
        self.c.to(memory_format=torch.channels_last)

    def forward(self, x):
        return self.c(x.permute(0, 2, 1).unsqueeze(2)).squeeze(2).permute(0, 2, 1)


class Block(nn.Module):
    """ConvNeXt-1D: depthwise conv, layer norm, pointwise up, SiLU, pointwise down, scaled residual."""

    def __init__(self, channels, kernel, multiple):
        super().__init__()
        self.dw = Conv(channels, channels, kernel, channels)
        self.norm = nn.LayerNorm(channels, eps=1e-5)
        self.up = Conv(channels, channels * multiple)
        self.down = Conv(channels * multiple, channels)
        self.scale = nn.Parameter(torch.full((channels,), 0.1))

    def forward(self, x, mask=None):
        y = self.norm(self.dw(x if mask is None else x * mask))
        return x + self.down(F.silu(self.up(y))) * self.scale
