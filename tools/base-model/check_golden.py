"""Computes the golden values anew from the shipped weights and the inputs in golden.safetensors, and compares.

usage: check_golden.py     (exits with 1 where a value is off)
"""

import os
import sys

import numpy as np
import torch

import acoustic
import finetune
import golden
import safetensors
import vocoder

HERE = os.path.dirname(os.path.abspath(__file__))
BASE = os.path.join(HERE, "../../public/base/base.safetensors")
# Relative L2 distance: float32 sums in another order, on another version of PyTorch.
TOLERANCE = 2e-3


def fill(views, tensors, part):
    """Writes a part of base.safetensors into the views of a network's tensors."""
    for name, view in views.items():
        view[...] = tensors[f"{part}.{name}"]


if __name__ == "__main__":
    base, metadata = safetensors.read(BASE)
    expected, _ = safetensors.read(os.path.join(HERE, "golden.safetensors"))
    names = metadata["speakers"].split(",")
    net = acoustic.Acoustic(len(names))
    fill(safetensors.acoustic_tensors(net.state_dict()), base, "acoustic")
    voc = vocoder.Vocoder()
    fill(safetensors.vocoder_tensors(voc.state_dict()), base, "vocoder")
    rows = []
    for j, (tokens, frames) in enumerate(zip(expected["id_lengths"], expected["frame_lengths"])):
        features = (expected[name][j, :frames] for name in ("mel", "lf0", "voiced"))
        rows.append([expected["ids"][j, :tokens].astype(int), *features])
    s = expected["stats"]
    computed = golden.values(
        lambda: finetune.new_speaker(names, net.state_dict()),
        voc,
        rows,
        (s[:80], s[80:160], s[160], s[161]),
        expected["prepare.input"],
        torch.tensor(expected["vocoder.noise"])[None],
    )
    failed = sorted(set(expected) ^ set(computed))
    print("names differ:", failed or "none")
    for name in sorted(set(expected) & set(computed)):
        a, b = expected[name].astype(float), computed[name].astype(float)
        off = np.linalg.norm(a - b) / max(np.linalg.norm(a), 1e-9) if a.shape == b.shape else np.inf
        ok = off == 0 if "durations" in name else off <= TOLERANCE
        print(f"{'ok ' if ok else 'OFF'} {off:.1e} {name} {list(a.shape)}")
        if not ok:
            failed.append(name)
    sys.exit(1 if failed else 0)
