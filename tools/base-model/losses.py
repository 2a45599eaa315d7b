"""Clips of one speaker as normalised rows, batches of them, their alignment, and the acoustic model's losses.

A row is [ids, normalised log-mel [T, 80] float16, normalised log-F0 [T], voiced [T]]; statistics are (mean [80],
deviation [80], mean log-F0, deviation).
"""

import os

import numpy as np
import torch
import torch.nn.functional as F

import acoustic
import dsp
import text

WORK = os.environ.get("WORK", "work")
WEIGHTS = dict(mel=1, f0=0.5, v=0.2, mu=0.5, dur=0.3, pit=0.2)


def read_list(path):
    """id -> second column of an id|... file."""
    with open(path, encoding="utf8") as lines:
        return {line.split("|")[0]: line.rstrip("\n").split("|")[1] for line in lines}


def load(name):
    """The rows of a speaker's trainable clips, and the speaker's statistics."""
    z = np.load(f"{WORK}/feats/{name}.npz")
    phonemes = read_list(f"{WORK}/data/{name}.ph")
    rows, mels, log_f0s = [], [], []
    for key in z.files:
        if not key.startswith("m/") or key[2:] not in phonemes:
            continue
        mel = z[key].astype(np.float32)
        f0, voiced = dsp.cont_f0(z["f/" + key[2:]])
        ids = np.array(text.ids(phonemes[key[2:]]))
        log_f0 = np.log(f0)
        mandatory = (acoustic.TIMED[ids] & ~acoustic.OPTIONAL[ids]).sum()
        if not (mandatory * 2.2 < len(mel) < mandatory * 22) or len(mel) > 1500 or mandatory < 4:
            continue
        rows.append([ids, mel, log_f0, voiced])
        mels.append(mel)
        if voiced.any():
            log_f0s.append(log_f0[voiced > 0])
    mels, log_f0s = np.concatenate(mels), np.concatenate(log_f0s)
    stats = (mels.mean(0), mels.std(0), log_f0s.mean(), log_f0s.std())
    for row in rows:
        row[1] = ((row[1] - stats[0]) / stats[1]).astype(np.float16)
        row[2] = ((row[2] - stats[2]) / stats[3]).astype(np.float32)
    return rows, stats


def batch(rows):
    """Rows padded with zeros: ids [B, N], mel [B, T, 80], log-F0 [B, T], voiced [B, T]."""
    B, N, T = len(rows), max(len(row[0]) for row in rows), max(len(row[2]) for row in rows)
    ids = np.zeros((B, N), int)
    mel = np.zeros((B, T, 80), np.float32)
    log_f0 = np.zeros((B, T), np.float32)
    voiced = np.zeros((B, T), np.float32)
    for j, (i, m, f, v) in enumerate(rows):
        ids[j, : len(i)] = i
        mel[j, : len(m)] = m
        log_f0[j, : len(f)] = f
        voiced[j, : len(v)] = v
    return ids, mel, log_f0, voiced


def align(net, rows, uniform=False):
    """Encodes a batch and finds each token's frames, by the current weights or `uniform`ly (before there are any).

    -> encoded [B, N, C], aligner means [B, N, 80], mask [B, N, 1], durations [B, N], pitch [B, N].
    """
    ids, mel, log_f0, voiced = batch(rows)
    x = torch.tensor(ids)
    mask = (x > 0).float()[..., None]
    h = net.encode(x, mask)
    mu = net.mu(h)
    with torch.no_grad():
        m = torch.tensor(mel)
        ll = -0.5 * ((m**2).sum(-1)[..., None] - 2 * m @ mu.transpose(1, 2) + (mu**2).sum(2)[:, None])
        ll = ll.numpy()
    durations = np.zeros(ids.shape, np.int64)
    pitch = np.zeros(ids.shape, np.float32)
    for j, row in enumerate(rows):
        tokens, frames = len(row[0]), len(row[2])
        timed = np.where(acoustic.TIMED[ids[j, :tokens]])[0]
        optional = acoustic.OPTIONAL[ids[j, timed]]
        if uniform:
            hard = timed[~optional]
            edges = np.linspace(6, frames - 6, len(hard) + 1).astype(int)
            durations[j, hard] = np.diff(edges)
            durations[j, 0], durations[j, tokens - 1] = edges[0], frames - edges[-1]
        else:
            durations[j, timed] = acoustic.viterbi(ll[j, :frames][:, timed].astype(np.float64), optional)
        end = np.cumsum(durations[j])
        start = end - durations[j]
        sums = np.concatenate([[0], np.cumsum(log_f0[j] * voiced[j])])
        counts = np.concatenate([[0], np.cumsum(voiced[j])])
        n = counts[end] - counts[start]
        pitch[j] = np.where(n > 0, (sums[end] - sums[start]) / np.maximum(n, 1), 0)
    return h, mu, mask, torch.tensor(durations).float(), torch.tensor(pitch)


def losses(net, rows, speakers, fixed=None, uniform=False):
    """The six unweighted losses of a batch; speakers [B]; fixed: (durations, pitch) of an earlier alignment."""
    ids, mel, log_f0, voiced = batch(rows)
    h, mu, mask, durations, pitch = align(net, rows, uniform)
    if fixed:
        durations, pitch = fixed
    hs, log_duration, predicted_pitch = net.heads(h, mask, torch.tensor(speakers))
    y, frame_mask, A = net.decode(hs, pitch, durations, mask)
    frame_mask = frame_mask[..., 0]
    frames = frame_mask.sum()
    T = y.shape[1]
    mel, log_f0, voiced = torch.tensor(mel)[:, :T], torch.tensor(log_f0)[:, :T], torch.tensor(voiced)[:, :T]
    timed = torch.tensor(acoustic.TIMED[ids]).float()
    pitched = (pitch != 0).float()
    cross_entropy = F.binary_cross_entropy_with_logits(y[..., 81], voiced, reduction="none")
    return dict(
        mel=((y[..., :80] - mel).abs().mean(2) * frame_mask).sum() / frames,
        f0=((y[..., 80] - log_f0).abs() * frame_mask * (0.1 + 0.9 * voiced)).sum() / frames,
        v=(cross_entropy * frame_mask).sum() / frames,
        mu=(0.5 * ((A @ mu - mel) ** 2).mean(2) * frame_mask).sum() / frames,
        dur=((log_duration - torch.log1p(durations)) ** 2 * timed).sum() / timed.sum(),
        pit=((predicted_pitch - pitch) ** 2 * pitched).sum() / pitched.sum(),
    )


def total(parts):
    """The weighted sum that is trained on."""
    return sum(WEIGHTS[name] * value for name, value in parts.items())
