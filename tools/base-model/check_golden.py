"""Computes the golden values anew from the shipped weights and the inputs in golden.safetensors, and compares.

usage: check_golden.py     (exits with 1 where a difference is larger than docs/MODEL.md allows)
"""

import os
import sys

import numpy as np
import torch

import acoustic
import dsp
import finetune
import golden
import safetensors
import vocoder

HERE = os.path.dirname(os.path.abspath(__file__))
BASE = os.path.join(HERE, "../../public/base/base.safetensors")


def fill(net, base, part):
    """Writes a part of base.safetensors into a network."""
    for name, view in safetensors.tensors(net.state_dict(), part).items():
        view[...] = base[name]
    return net


def largest(a, b):
    return np.abs(a - b).max()


def relative(a, b):
    return np.linalg.norm(a - b) / np.linalg.norm(b)


def change(start):
    """Relative L2 of the change from the weights `start`."""
    return lambda a, b: relative(a - start, b - start)


def share_off(limit):
    """Share of the values that differ by more than `limit`."""
    return lambda a, b: (np.abs(a - b) > limit).mean()


def f0_off(a, b):
    """Share of the frames voiced in one alone, or of the voiced ones that are 1 % apart: the larger."""
    both = (a > 0) & (b > 0)
    return max(((a > 0) != (b > 0)).mean(), (np.abs(a[both] / b[both] - 1) > 0.01).mean())


def log_mel_distance(a, b):
    n = min(len(a), len(b))
    return np.abs(dsp.log_mel(a[:n].astype(np.float32)) - dsp.log_mel(b[:n].astype(np.float32))).mean()


def rule(name, base):
    """-> (what is compared, how, how much it may be): docs/MODEL.md's table."""
    last = name.split(".")[-1]
    if name in ("ids", "id_lengths", "frame_lengths") or last == "durations":
        return "largest difference", largest, 0
    if name == "prepare.output":
        return "share over 2 levels", share_off(2), 1e-3
    if name == "clip.log_mel":
        return "share over 1e-3", share_off(1e-3), 1e-3
    if name == "clip.f0_hz":
        return "share of frames off", f0_off, 0.02
    if name.startswith("loss.") or name == "grad.norm":
        return "relative", relative, 1e-3
    if name.startswith("grad."):
        return "relative L2", relative, 1e-2
    if name.startswith("step3."):
        return "relative L2 of the change", change(base[name[len("step3.") :]].astype(float)), 1e-2
    if name == "vocoder.pulses":
        return "relative L2", relative, 1e-3
    if name in ("synthesis.audio", "still.audio"):
        return "log-mel distance", log_mel_distance, 0.05
    if name.split(".")[0] in ("synthesis", "still"):
        return "largest difference", largest, 1e-2
    return "largest difference", largest, 1e-3


def compute(base, names, expected):
    """The golden values, from the inputs and random numbers among the expected ones."""
    voc = fill(vocoder.Vocoder(), base, "vocoder").eval()

    def speaker():
        net = fill(acoustic.Acoustic(len(names)), base, "acoustic")
        return net, finetune.new_speaker(net)

    rows = []
    for j, (tokens, frames) in enumerate(zip(expected["id_lengths"], expected["frame_lengths"])):
        features = (expected[name][j, :frames] for name in ("mel", "lf0", "voiced"))
        rows.append([expected["ids"][j, :tokens].astype(int), *features])
    s = expected["stats"]
    given = ("flow.fraction", "flow.noise", "flow.time", "vocoder.noise")
    given += ("synthesis.noise_prosody", "synthesis.noise_audio")
    given = {name: torch.tensor(expected[name]) for name in given}
    st = (s[:80], s[80:160], s[160], s[161])
    return golden.values(speaker, voc, rows, st, expected["prepare.input"], given)


if __name__ == "__main__":
    base, metadata = safetensors.read(BASE)
    expected, _ = safetensors.read(os.path.join(HERE, "golden.safetensors"))
    if metadata["format_version"] != "2":
        sys.exit(f"base.safetensors should be of format_version 2, and is of {metadata['format_version']}.")
    computed = compute(base, metadata["speakers"].split(","), expected)
    failed = sorted(set(expected) ^ set(computed))
    print("names in one alone:", failed or "none")
    for name in sorted(set(expected) & set(computed)):
        what, measure, allowed = rule(name, base)
        a, b = computed[name].astype(float), expected[name].astype(float)
        off = measure(a, b) if a.shape == b.shape else np.inf
        ok = off <= allowed
        print(f"{'ok ' if ok else 'OFF'} {off:.1e} of {allowed:.0e} {what}: {name} {list(b.shape)}")
        if not ok:
            failed.append(name)
    sys.exit(1 if failed else 0)
