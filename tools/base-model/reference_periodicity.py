"""Prints the values that src/audio/periodicity.test.ts compares with: five bands of periodicity for each signal."""

import os

import numpy as np

import naturalness
import safetensors

PERIOD = 150
SAMPLES = 256 * 400


def white_noise(length):
    """The linear congruential generator of Numerical Recipes, seed 1, in -1..1."""
    state, noise = 1, np.empty(length)
    for i in range(length):
        state = (1664525 * state + 1013904223) % 2**32
        noise[i] = state / 2**31 - 1
    return noise


if __name__ == "__main__":
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden.safetensors")
    golden, _ = safetensors.read(path)
    pulses, noise = (np.arange(SAMPLES) % PERIOD == 0).astype(float), white_noise(SAMPLES)
    f0 = np.full(SAMPLES // 256, 22050 / PERIOD)
    for name, x, hz in (
        ("recording", golden["prepare.output"] / 32767, golden["clip.f0_hz"]),
        ("pulses", pulses, f0),
        ("noise", noise, f0),
        ("pulses with noise", pulses + 0.1 * noise, f0),
    ):
        print(name, naturalness.periodicity(x, hz).round(6).tolist())
