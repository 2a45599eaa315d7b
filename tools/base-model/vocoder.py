"""The vocoder: frames, log-F0 and voicing -> audio.  A source-filter network (Liu 2020, neural homomorphic vocoder; Engel
2020, DDSP): it predicts the cepstra of a harmonic, mixed-phase filter and of a noise, zero-phase filter; a band-limited
pulse train and white noise pass through them.

Trained by the generalised energy distance (Gritsenko 2020): two noise draws of a segment are drawn to the recording and
pushed apart, so that noise is not averaged away into a buzz.
"""
import math
import torch, torch.nn as nn, torch.nn.functional as F
from layers import Block, Conv

SR = 22050


class Vocoder(nn.Module):
    NC, NA, NN = 121, 40, 81  # causal and anticausal harmonic cepstrum, noise cepstrum

    def __init__(s, c=224, layers=6, k=7):
        super().__init__()
        s.inp = Conv(82, c, 3)
        s.blocks = nn.ModuleList(Block(c, k) for _ in range(layers))
        s.norm = nn.LayerNorm(c)
        s.out = Conv(c, s.NC + s.NA + s.NN)
        nn.init.zeros_(s.out.c.bias)
        s.out.c.weight.data *= 0.3
        s.out.c.bias.data[0] = -3.0
        s.out.c.bias.data[s.NC + s.NA] = -4.0
        w = torch.arange(513) * 2 * math.pi / 1024
        q, qa, qn = (
            torch.arange(s.NC)[:, None] * w,
            torch.arange(1, s.NA + 1)[:, None] * w,
            torch.arange(s.NN)[:, None] * w,
        )
        j = (torch.arange(256) + 0.5 - 128) / 256
        before, after = torch.clamp(-j, min=0), torch.clamp(j, min=0)
        for n, b in dict(
            hr=torch.cat([q.cos(), qa.cos()]),
            hi=torch.cat([-q.sin(), qa.sin()]),
            nr=qn.cos(),
            win=torch.hann_window(512),
            before=before,
            here=1 - before - after,
            after=after,
        ).items():
            s.register_buffer(n, b, persistent=False)

    def cepstra(s, mel, lf0, v):
        """mel [B, T, 80], lf0 [B, T] natural log of Hz, v [B, T] -> [B, T, 242]."""
        x = s.inp(torch.cat([(mel + 5.0) / 2.5, ((lf0 - 5.1) / 0.4)[..., None], v[..., None]], 2))
        for b in s.blocks:
            x = b(x)
        return s.out(s.norm(x))

    def filters(s, c):
        """cepstra -> harmonic filter (complex), noise filter (real) [B, T, 513]."""
        nh = s.NC + s.NA
        h = c[..., :nh]
        return torch.polar(torch.exp((h @ s.hr).clamp(-12, 8)), h @ s.hi), torch.exp(
            (c[..., nh:] @ s.nr).clamp(-12, 8)
        )

    def upsample(s, f):
        """[B, T] at frame centres -> [B, T, 256], linearly."""
        p, n = torch.cat([f[:, :1], f[:, :-1]], 1), torch.cat([f[:, 1:], f[:, -1:]], 1)
        return p[..., None] * s.before + f[..., None] * s.here + n[..., None] * s.after

    @torch.no_grad()
    def pulses(s, lf0, v, phase0=None):
        """[B, T, 256], about unit power where voiced; phase0 [B] in periods."""
        inc = (s.upsample(lf0.exp()) / SR).cumsum(-1)
        adv = inc[..., -1].double()
        st = torch.cumsum(adv, 1) - adv
        if phase0 is not None:
            st = st + phase0[:, None].double()
        ph = torch.remainder(st, 1.0).float()[..., None] + inc
        ph = ph - torch.round(ph)
        K = torch.floor(0.5 * SR / lf0.exp()[..., None]).clamp(min=1)
        den = torch.sin(math.pi * ph)
        small = den.abs() < 1e-4
        p = (
            torch.where(
                small,
                2 * K + 1,
                torch.sin((2 * K + 1) * math.pi * ph) / torch.where(small, torch.ones_like(den), den),
            )
            - 1
        )
        return p * torch.rsqrt(2 * K) * s.upsample(v)

    def spectrum(s, src):
        """[B, T, 256] -> frames of 512 samples centred on the mel frames, at 256..767 of 1024: [B, T, 513]."""
        B, T, _ = src.shape
        x = F.pad(src.reshape(B, -1), (128, 384))[:, : (T + 1) * 256].reshape(B, T + 1, 256)
        return torch.fft.rfft(F.pad(torch.cat([x[:, :-1], x[:, 1:]], 2) * s.win, (256, 256)))

    def audio(s, Y):
        """[B, T, 513] -> [B, T * 256] by overlap-add."""
        B, T, _ = Y.shape
        y = torch.fft.irfft(Y, 1024).reshape(B, T, 4, 256)
        return sum(F.pad(y[:, :, i], (0, 0, i, 3 - i)) for i in range(4)).reshape(B, -1)[
            :, 384 : 384 + T * 256
        ]

    def forward(s, mel, lf0, v, phase0=None, noise=None):
        """noise [B, T, 256], standard normal."""
        H, N = s.filters(s.cepstra(mel, lf0, v))
        p = s.pulses(lf0, v, phase0)
        noise = torch.randn_like(p) if noise is None else noise
        return s.audio(s.spectrum(p) * H + s.spectrum(noise) * N)


def magnitudes(x, cut=None):
    """[B, L] -> five magnitude spectrograms; bins above cut [B] Hz are hidden."""
    out = []
    for n in (2048, 1024, 512, 256, 128):
        z = torch.stft(x, n, n // 4, n, torch.hann_window(n), center=True, return_complex=True)
        m = torch.sqrt(z.real**2 + z.imag**2 + 1e-9)
        if cut is not None:
            k = (torch.linspace(0, SR / 2, n // 2 + 1)[None] < cut[:, None]).float()[..., None]
            m = m * k + 1e-4 * (1 - k)
        out.append(m)
    return out


def distance(A, B, scale):
    """Over the resolutions, per frame: L1 of magnitudes over the recording's mean, and root mean square of
    log-magnitudes.
    """
    return sum(
        ((a - b).abs().mean(1) / s).mean()
        + torch.sqrt(((a.clamp(min=1e-4).log() - b.clamp(min=1e-4).log()) ** 2).mean(1) + 1e-6).mean()
        for a, b, s in zip(A, B, scale)
    ) / len(A)


def energy_distance(voc, mel, lf0, v, wave, cut=None):
    """-> loss, its attraction.  Two noises and start phases through one pass of the network."""
    H, N = voc.filters(voc.cepstra(mel, lf0, v))
    ys = []
    for _ in range(2):
        p = voc.pulses(lf0, v, torch.rand(len(mel)))
        ys.append(voc.audio(voc.spectrum(p) * H + voc.spectrum(torch.randn_like(p)) * N))
    A, B, X = magnitudes(ys[0], cut), magnitudes(ys[1], cut), magnitudes(wave, cut)
    s = [x.mean((1, 2))[:, None].clamp(min=1e-4) for x in X]
    at = distance(A, X, s) + distance(B, X, s)
    return at - distance(A, B, s), at
