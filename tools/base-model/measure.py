"""Objective measures: log-mel distance, STOI, and word error rate by PocketSphinx."""
import numpy as np, subprocess, os, re, tempfile, soundfile as sf
import dsp


def mel_l1(x, y):
    n = min(len(x), len(y)) // 256 * 256
    return float(np.abs(dsp.log_mel(x[:n]) - dsp.log_mel(y[:n])).mean())


def stoi(x, y, sr=22050):
    """Short-time objective intelligibility (Taal 2011) of y against clean x, at 10 kHz."""
    from scipy.signal import resample_poly

    x, y = resample_poly(x, 200, 441), resample_poly(y, 200, 441)
    n = min(len(x), len(y))
    x, y = x[:n], y[:n]
    w = np.hanning(258)[1:-1]
    T = (n - 256) // 128
    ix = np.arange(256)[None] + 128 * np.arange(T)[:, None]
    e = 20 * np.log10(np.linalg.norm(x[ix] * w, axis=1) + 1e-9)
    keep = e > e.max() - 40
    X, Y = np.abs(np.fft.rfft(x[ix] * w, 512))[keep], np.abs(np.fft.rfft(y[ix] * w, 512))[keep]
    f = np.linspace(0, 5000, 257)
    cf = 150 * 2 ** (np.arange(15) / 3)
    H = np.array([(f >= c * 2 ** (-1 / 6)) & (f < c * 2 ** (1 / 6)) for c in cf], float)
    X, Y = np.sqrt(X**2 @ H.T), np.sqrt(Y**2 @ H.T)
    s = []
    for m in range(30, len(X) + 1):
        a, b = X[m - 30 : m], Y[m - 30 : m]
        b = np.minimum(
            b * np.linalg.norm(a, axis=0) / (np.linalg.norm(b, axis=0) + 1e-9), a * (1 + 10 ** (15 / 20))
        )
        a, b = a - a.mean(0), b - b.mean(0)
        s.append(((a * b).sum(0) / (np.linalg.norm(a, axis=0) * np.linalg.norm(b, axis=0) + 1e-9)).mean())
    return float(np.mean(s)) if s else 0.0


def _words(t):
    return re.sub(r"[^a-z' ]", " ", t.lower().replace("-", " ")).split()


def asr(wav16k):
    p = subprocess.run(
        [
            "pocketsphinx_continuous",
            "-infile",
            wav16k,
            "-logfn",
            "/dev/null",
            "-hmm",
            "/usr/share/pocketsphinx/model/en-us/en-us",
            "-lm",
            "/usr/share/pocketsphinx/model/en-us/en-us.lm.bin",
            "-dict",
            "/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict",
        ],
        capture_output=True,
        text=True,
    )
    return " ".join(p.stdout.split("\n"))


def wer(pairs):
    """[(audio 22.05k, text)] -> (errors, words) summed."""
    err = tot = 0
    for x, t in pairs:
        f = tempfile.mktemp(".wav")
        g = f + "16.wav"
        sf.write(f, x, 22050)
        subprocess.run(
            ["sox", f, "-r", "16000", g, "pad", "0.3", "0.3"], check=True, stderr=subprocess.DEVNULL
        )
        h, r = _words(asr(g)), _words(t)
        os.remove(f)
        os.remove(g)
        d = np.arange(len(h) + 1)
        for i, a in enumerate(r):
            n = np.empty_like(d)
            n[0] = i + 1
            for j, b in enumerate(h):
                n[j + 1] = min(d[j + 1] + 1, n[j] + 1, d[j] + (a != b))
            d = n
        err += d[-1]
        tot += len(r)
    return err, tot
