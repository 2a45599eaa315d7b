"""The source-filter vocoder and its loss. Inside the network the layout is [batch, channels, time]."""

import math

import torch
import torch.nn as nn
import torch.nn.functional as F

from dsp import HOP, NMEL, SR


class Norm(nn.Module):
    """Layer norm over the channels of [B, C, T]."""

    def __init__(self, channels):
        super().__init__()
        self.g, self.b = nn.Parameter(torch.ones(channels)), nn.Parameter(torch.zeros(channels))

    def forward(self, y):
        y = y - y.mean(1, keepdim=True)
        return y * torch.rsqrt((y * y).mean(1, keepdim=True) + 1e-5) * self.g[:, None] + self.b[:, None]


class Block(nn.Module):
    """ConvNeXt-1D: depthwise conv, layer norm, pointwise up, SiLU, pointwise down, scaled residual."""

    def __init__(self, channels, kernel, multiple):
        super().__init__()
        self.dw = nn.Conv1d(channels, channels, kernel, padding=kernel // 2, groups=channels)
        self.norm = Norm(channels)
        self.up = nn.Conv1d(channels, channels * multiple, 1)
        self.down = nn.Conv1d(channels * multiple, channels, 1)
        self.scale = nn.Parameter(torch.full((channels,), 0.1))

    def forward(self, x):
        return x + self.down(F.silu(self.up(self.norm(self.dw(x))))) * self.scale[:, None]


class Vocoder(nn.Module):
    """A frame-rate network predicts the cepstra of a harmonic (mixed-phase) and a noise (zero-phase) filter; a
    band-limited pulse train and white noise pass through them by overlap-add.
    """

    # coefficients of the causal and the anticausal harmonic cepstrum, and of the noise cepstrum
    CAUSAL, ANTICAUSAL, NOISE = 121, 40, 81

    def __init__(self, channels=224, layers=6, multiple=3, kernel=7):
        super().__init__()
        harmonic = self.CAUSAL + self.ANTICAUSAL
        self.inp = nn.Conv1d(NMEL + 2, channels, 3, padding=1)
        self.blocks = nn.ModuleList(Block(channels, kernel, multiple) for _ in range(layers))
        self.norm = Norm(channels)
        self.out = nn.Conv1d(channels, harmonic + self.NOISE, 1)
        nn.init.zeros_(self.out.bias)
        self.out.weight.data *= 0.3
        self.out.bias.data[0] = -3.0
        self.out.bias.data[harmonic] = -4.0
        w = torch.arange(513) * 2 * math.pi / 1024
        causal = torch.arange(self.CAUSAL)[:, None] * w
        anticausal = torch.arange(1, self.ANTICAUSAL + 1)[:, None] * w
        self._constant("magnitude", torch.cat([causal.cos(), anticausal.cos()]))
        self._constant("phase", torch.cat([-causal.sin(), anticausal.sin()]))
        self._constant("noise_magnitude", (torch.arange(self.NOISE)[:, None] * w).cos())
        self._constant("window", torch.hann_window(512))
        j = (torch.arange(HOP) + 0.5 - HOP / 2) / HOP
        self._constant("before", torch.clamp(-j, min=0))
        self._constant("after", torch.clamp(j, min=0))
        self._constant("here", 1 - self.before - self.after)

    def _constant(self, name, value):
        self.register_buffer(name, value, persistent=False)

    def cepstra(self, mel, log_f0, voiced):
        """-> [B, 242, T]."""
        x = torch.cat([(mel + 5.0) / 2.5, ((log_f0 - 5.1) / 0.4)[:, None], voiced[:, None]], 1)
        x = self.inp(x)
        for block in self.blocks:
            x = block(x)
        return self.out(self.norm(x))

    def upsample(self, f):
        """[B, T] at frame centres -> [B, T, 256] linearly interpolated."""
        previous = torch.cat([f[:, :1], f[:, :-1]], 1)[..., None]
        following = torch.cat([f[:, 1:], f[:, -1:]], 1)[..., None]
        return previous * self.before + f[..., None] * self.here + following * self.after

    @torch.no_grad()
    def pulses(self, log_f0, voiced, start_phase=None):
        """A band-limited pulse train, about unit power where voiced: [B, T, 256]."""
        cycles = (self.upsample(log_f0.exp()) / SR).cumsum(-1)
        advance = cycles[..., -1].double()
        start = torch.cumsum(advance, 1) - advance
        if start_phase is not None:
            start = start + start_phase[:, None].double()
        phase = (torch.remainder(start, 1.0).float())[..., None] + cycles
        phase = phase - torch.round(phase)
        K = torch.floor(0.5 * SR / (log_f0.exp())[..., None]).clamp(min=1)
        denominator = torch.sin(math.pi * phase)
        small = denominator.abs() < 1e-4
        ratio = torch.sin((2 * K + 1) * math.pi * phase) / denominator.masked_fill(small, 1)
        train = torch.where(small, 2 * K + 1, ratio) - 1
        return train * torch.rsqrt(2 * K) * self.upsample(voiced)

    def frames(self, source):
        """[B, T, 256] -> windowed 512-sample frames centred on each mel frame, zero-padded to 1024: [B, T, 1024]."""
        B, T, _ = source.shape
        x = F.pad(source.reshape(B, T * HOP), (HOP // 2, HOP // 2)).reshape(B, T + 1, HOP)
        return F.pad(torch.cat([x[:, :-1], x[:, 1:]], 2) * self.window, (HOP, HOP))

    def overlap_add(self, y):
        """[B, T, 1024] at hop 256 -> [B, T * 256]."""
        B, T, _ = y.shape
        y = y.reshape(B, T, 4, HOP)
        out = sum(F.pad(y[:, :, i], (0, 0, i, 3 - i)) for i in range(4))
        return out.reshape(B, -1)[:, 384 : 384 + T * HOP]

    def forward(self, mel, log_f0, voiced, start_phase=None, noise=None):
        """mel [B, 80, T], log_f0 [B, T] natural log Hz, voiced [B, T] -> audio [B, T * 256]."""
        c = self.cepstra(mel, log_f0, voiced).transpose(1, 2)
        harmonic = c[..., : self.CAUSAL + self.ANTICAUSAL]
        magnitude = torch.exp((harmonic @ self.magnitude).clamp(-12, 8))
        noise_gain = torch.exp((c[..., self.CAUSAL + self.ANTICAUSAL :] @ self.noise_magnitude).clamp(-12, 8))
        pulses = self.pulses(log_f0, voiced, start_phase)
        if noise is None:
            noise = torch.randn_like(pulses)
        spectrum = torch.fft.rfft(self.frames(pulses)) * torch.polar(magnitude, harmonic @ self.phase)
        spectrum = spectrum + torch.fft.rfft(self.frames(noise)) * noise_gain
        return self.overlap_add(torch.fft.irfft(spectrum, 1024))


def magnitudes(x, size):
    """STFT magnitudes [B, bins, frames], hop a quarter of the size."""
    z = torch.stft(x, size, size // 4, size, torch.hann_window(size), center=True, return_complex=True)
    return torch.sqrt(z.real**2 + z.imag**2 + 1e-9)


def stft_loss(x, y, bandwidth=None):
    """Multi-resolution STFT loss; `bandwidth` [B] (Hz) hides the bins above a clip's own."""
    loss = 0
    for size in (2048, 1024, 512, 256):
        a, b = magnitudes(x, size), magnitudes(y, size)
        cells = a.numel()
        if bandwidth is not None:
            seen = (torch.linspace(0, SR / 2, size // 2 + 1)[None] < bandwidth[:, None]).float()[..., None]
            a, b = a * seen + 1e-4 * (1 - seen), b * seen + 1e-4 * (1 - seen)
            cells = seen.sum() * a.shape[2]
        loss = loss + (a.clamp(min=1e-4).log() - b.clamp(min=1e-4).log()).abs().sum() / cells
        loss = loss + (a - b).norm() / b.norm().clamp(min=1e-3)
    return loss / 4
