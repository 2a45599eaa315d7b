"""The two layers everything is made of, in [batch, time, channels], the browser's layout."""
import math
import torch, torch.nn as nn, torch.nn.functional as F


class Conv(nn.Module):
    """Convolution over time, as a channels-last Conv2d (fastest on a CPU)."""

    def __init__(s, i, o, k=1, groups=1):
        super().__init__()
        s.c = nn.Conv2d(i, o, (1, k), padding=(0, k // 2), groups=groups)
        s.c.to(memory_format=torch.channels_last)

    def forward(s, x):
        return s.c(x.permute(0, 2, 1).unsqueeze(2)).squeeze(2).permute(0, 2, 1)


class Block(nn.Module):
    """ConvNeXt in one dimension (Liu 2022): depthwise conv, layer norm, pointwise up, SiLU, pointwise down, scaled
    residual.
    """

    def __init__(s, c, k, mult=3):
        super().__init__()
        s.dw, s.norm = Conv(c, c, k, c), nn.LayerNorm(c)
        s.up, s.down = Conv(c, c * mult), Conv(c * mult, c)
        s.scale = nn.Parameter(torch.full((c,), 0.1))

    def forward(s, x, m=None):
        return x + s.down(F.silu(s.up(s.norm(s.dw(x if m is None else x * m))))) * s.scale


def clock(t, n):
    """Time of a flow, t [B] in 0..1 -> [B, n, 8]: sines, then cosines, of pi t times 1, 2, 4, 8."""
    w = t[:, None] * torch.tensor([1.0, 2, 4, 8]) * math.pi
    return torch.cat([w.sin(), w.cos()], 1)[:, None].expand(len(t), n, 8)


def draw(velocity, z, steps):
    """Midpoint method along a flow from z at t = 0 to t = 1; velocity(x, t [B]).  (Euler's shrinks what it draws: with
    six steps pitch moved a fifth less.)
    """
    for i in range(steps):
        t = torch.full((len(z),), i / steps)
        z = z + velocity(z + velocity(z, t) / (2 * steps), t + 0.5 / steps) / steps
    return z
