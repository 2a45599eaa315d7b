"""How close are synthetic frames to real ones, as distributions?  All on speaker-normalised log-mel [T, 80] of held-out
sentences.

fd: Frechet distance of PCA-reduced patches (9 frames x 80 bands -> 32), in units of the natural total variance.
c2st: a small classifier tells real patches from synthetic ones, cross-validated by sentence: area under the curve (0.5 =
cannot).
mod: mean |log ratio| of the temporal modulation spectrum, 2-40 Hz.   gv: mean ratio of per-band standard deviation.
periodicity (of audio): how periodic is each band of voiced speech at its own pitch; more than the recording is a buzz.
"""
import numpy as np, torch, torch.nn as nn
from scipy.signal import butter, sosfiltfilt
import dsp

BANDS = [(100, 1000), (1000, 2000), (2000, 3500), (3500, 5500), (5500, 8000)]
P = 9


def patches(ms, hop=3):
    out, own = [], []
    for i, m in enumerate(ms):
        if len(m) < P:
            continue
        v = np.lib.stride_tricks.sliding_window_view(m, (P, m.shape[1]))[::hop, 0]
        out.append(v.reshape(len(v), -1))
        own += [i] * len(v)
    return np.concatenate(out).astype(np.float32), np.array(own)


def fit_pca(real, k=32):
    X, _ = patches(real)
    mu = X.mean(0)
    w, V = np.linalg.eigh(np.cov((X - mu).T))
    return mu, V[:, ::-1][:, :k], w.sum()


def frechet(A, B, pca):
    mu, V, tot = pca
    a, b = (patches(A)[0] - mu) @ V, (patches(B)[0] - mu) @ V
    Ca, Cb = np.cov(a.T), np.cov(b.T)
    w, U = np.linalg.eigh(Ca)
    s = (U * np.sqrt(np.maximum(w, 0))) @ U.T
    tr = np.sqrt(np.maximum(np.linalg.eigvalsh(s @ Cb @ s), 0)).sum()
    return (((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(Ca) + np.trace(Cb) - 2 * tr) / tot


def modulation(A, B):
    def spec(ms):
        S = 0
        n = 0
        for m in ms:
            for t in range(0, len(m) - 127, 64):
                S = (
                    S
                    + np.abs(
                        np.fft.rfft(
                            (m[t : t + 128] - m[t : t + 128].mean(0)) * np.hanning(128)[:, None], axis=0
                        )
                    )
                    ** 2
                )
                n += 1
        return S / n

    f = np.arange(65) * 86.13 / 128
    k = (f >= 2) & (f <= 40)
    return float(np.abs(0.5 * np.log(spec(A)[k] / spec(B)[k])).mean())


def c2st(A, B, seed=0, steps=250):
    """A, B lists of the same sentences: fold by sentence."""
    torch.manual_seed(seed)
    xa, oa = patches(A, 2)
    xb, ob = patches(B, 2)
    auc = []
    for fold in (0, 1):
        tr = lambda o: o % 2 == fold
        X = np.concatenate([xa[tr(oa)], xb[tr(ob)]])
        y = np.concatenate([np.zeros(tr(oa).sum()), np.ones(tr(ob).sum())])
        Xt = np.concatenate([xa[~tr(oa)], xb[~tr(ob)]])
        yt = np.concatenate([np.zeros((~tr(oa)).sum()), np.ones((~tr(ob)).sum())])
        net = nn.Sequential(
            nn.Unflatten(1, (1, P * 80)),
            nn.Unflatten(2, (P, 80)),
            nn.Conv2d(1, 16, (3, 5), stride=(1, 2)),
            nn.ReLU(),
            nn.Conv2d(16, 32, (3, 5), stride=(1, 2)),
            nn.ReLU(),
            nn.Flatten(),
            nn.Dropout(0.3),
            nn.Linear(32 * 5 * 17, 64),
            nn.ReLU(),
            nn.Linear(64, 1),
        )
        opt = torch.optim.AdamW(net.parameters(), 1e-3, weight_decay=1e-3)
        X, y = torch.tensor(X), torch.tensor(y).float()
        for s in range(steps):
            i = torch.randint(len(X), (256,))
            l = nn.functional.binary_cross_entropy_with_logits(net(X[i])[:, 0], y[i])
            opt.zero_grad()
            l.backward()
            opt.step()
        net.eval()
        with torch.no_grad():
            p = net(torch.tensor(Xt))[:, 0].numpy()
        r = p.argsort().argsort() + 1
        n1 = yt.sum()
        auc.append((r[yt == 1].sum() - n1 * (n1 + 1) / 2) / (n1 * (len(yt) - n1)))
    return float(np.mean(auc))


def report(tag, syn, real, pca, ref, extra=""):
    """ref: natural sentences of the same speaker that neither side contains."""
    fd = frechet(syn, real, pca)
    base = frechet(ref, real, pca)
    S, R = np.concatenate(syn), np.concatenate(real)
    print(
        f"  {tag}: fd {fd:.4f} (natural {base:.4f}) c2st {c2st(real, syn):.3f} mod {modulation(syn, real):.3f}"
        f" (natural {modulation(ref, real):.3f}) gv {(S.std(0) / R.std(0)).mean():.3f} {extra}",
        flush=True,
    )


def periodicity(x, f0):
    """x float, f0 [T] Hz (0 unvoiced) -> [bands] mean normalised correlation of a 4-period window with itself one period
    later.
    """
    out = []
    for lo, hi in BANDS:
        y = sosfiltfilt(butter(4, [lo, hi], "band", fs=dsp.SR, output="sos"), x)
        r = []
        for t in range(2, len(f0) - 4):
            if f0[t] <= 0 or f0[t + 1] <= 0:
                continue
            p = dsp.SR / f0[t]
            n = int(4 * p)
            c = t * 256 + 128
            a = y[c - n // 2 : c + n // 2]
            best = -1
            for lag in range(int(p * 0.97), int(p * 1.03) + 2):
                b = y[c - n // 2 + lag : c + n // 2 + lag]
                if len(b) == len(a):
                    best = max(best, float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b) + 1e-9)))
            r.append(best)
        out.append(np.mean(r))
    return np.array(out)
