"""Raw recordings -> one .npz of features per speaker: w/ID int16, m/ID log-mel, f/ID Hz.

usage: prepare.py OUT.npz GLOB [LIST.csv]     (LIST: id|text|espeak-voice a line; only these clips)
"""

import glob
import os
import subprocess
import sys
from multiprocessing import Pool

import numpy as np

import dsp


def decode(path):
    """Any recording, by ffmpeg -> float32 mono at 22 050 Hz."""
    raw = ["-f", "g722"] if path.endswith(".g722") else []
    output = ["-ac", "1", "-ar", str(dsp.SR), "-f", "f32le", "-"]
    p = subprocess.run(["ffmpeg", "-v", "error", *raw, "-i", path, *output], capture_output=True)
    return np.frombuffer(p.stdout, np.float32)


def prepare(x):
    """A decoded clip -> trimmed, levelled, cut to whole frames."""
    x = dsp.level(dsp.trim(x - x.mean()))
    return x[: len(x) // dsp.HOP * dsp.HOP]


def to_int16(x):
    return (np.clip(x, -1, 1) * 32767).astype(np.int16)


def one(path):
    """(id, int16, log-mel, F0) of a file, or None where it is too short or silent."""
    x = decode(path)
    if len(x) < dsp.SR * 0.5:
        return None
    x = prepare(x)
    if len(x) < dsp.SR * 0.4 or np.abs(x).max() < 1e-3:
        return None
    return name_of(path), to_int16(x), dsp.log_mel(x).astype(np.float16), dsp.f0(x)


def name_of(path):
    return os.path.splitext(os.path.basename(path))[0]


if __name__ == "__main__":
    out, pattern = sys.argv[1:3]
    files = sorted(glob.glob(pattern, recursive=True))
    if len(sys.argv) > 3:
        wanted = {line.split("|")[0] for line in open(sys.argv[3], encoding="utf8")}
        files = [f for f in files if name_of(f) in wanted]
    with Pool(2) as pool:
        clips = [clip for clip in pool.imap(one, files, 8) if clip]
    features = {}
    for name, wave, mel, f0 in clips:
        features["w/" + name], features["m/" + name], features["f/" + name] = wave, mel, f0
    np.savez(out, **features)
    samples = sum(len(clip[1]) for clip in clips)
    f0 = np.concatenate([clip[3] for clip in clips])
    voiced = f0[f0 > 0]
    print(
        f"{out}: {len(clips)} clips, {samples / dsp.SR / 60:.1f} min,"
        f" median F0 {np.median(voiced):.1f} Hz, voiced {len(voiced) / (samples / dsp.HOP):.2f}"
    )
