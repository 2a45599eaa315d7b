"""The golden values of docs/MODEL.md: what the two networks make of given inputs and random numbers, with losses and
gradients.
"""

import numpy as np
import torch

import acoustic
import dsp
import prep
import voice
from safetensors import tensors

GRADIENTS = (
    "embedding",
    "speakers",
    "encoder.0.depthwise.weight",
    "encoder.3.up.weight",
    "decoder.0.norm.gain",
    "decoder.5.down.weight",
    "decoder.output.weight",
    "prosody.input.weight",
    "prosody.blocks.3.up.weight",
    "prosody.output.weight",
    "aligner.weight",
    "pitch.embedding.weight",
)
STEPPED = (
    "decoder.output.weight",
    "encoder.3.up.weight",
    "encoder.0.norm.gain",
    "prosody.blocks.0.down.weight",
)
MOST_FRAMES = 600  # of the spoken clip: as much noise as is given for it


def random_numbers(rows, frames):
    """What is given: frames of the clip that goes through the vocoder."""
    g = torch.Generator().manual_seed(1)
    K, B, N = acoustic.DRAWS, len(rows), max(len(r[0]) for r in rows)
    return {
        "flow.fraction": torch.rand(B, N, generator=g),
        "flow.noise": torch.randn(K * B, N, 2, generator=g),
        "flow.time": torch.rand(K * B, generator=g),
        "vocoder.noise": torch.randn(frames, 256, generator=g),
        "synthesis.noise_prosody": torch.randn(len(rows[0][0]), 2, generator=g),
        "synthesis.noise_audio": torch.randn(MOST_FRAMES, 256, generator=g),
    }


def acoustic_values(net, k, rows, st, given):
    """A padded batch through the acoustic model, its losses and gradients, three steps.  Changes the weights."""
    net.eval()
    x, m, lf, v, n, t = acoustic.batch(rows)
    out = dict(ids=x.astype(np.int32), mel=m, lf0=lf, voiced=v)
    out["id_lengths"], out["frame_lengths"] = np.array(n, np.int32), np.array(t, np.int32)
    out["stats"] = np.concatenate([st[0], st[1], [st[2], st[3]]])
    h, mu, tm, dur, pitch = acoustic.align(net, x, m, lf, n, t)
    spk = torch.full((len(rows),), k)
    y, _, _ = net.decode(net.hidden(h, spk), pitch, dur, tm)
    out.update(encoded=h, aligner=mu, durations=dur, pitch=pitch, decoded=y)

    def losses(fixed=None):
        numbers = iter(given["flow." + q] for q in ("fraction", "noise", "time"))
        return acoustic.losses(net, rows, spk, lambda shape, kind: next(numbers), acoustic.DRAWS, fixed)

    parts = losses()
    total = acoustic.weighted(parts)
    opt = torch.optim.AdamW(net.parameters(), 5e-4, betas=(0.9, 0.98), weight_decay=1e-4)
    total.backward()
    out.update({"loss." + a: b.reshape(1) for a, b in parts.items()})
    out["loss.total"] = total.reshape(1)
    grads = tensors({q: p.grad for q, p in net.named_parameters()}, "acoustic")
    for q in GRADIENTS:
        out["grad.acoustic." + q] = np.ascontiguousarray(grads["acoustic." + q]).copy()
    out["grad.norm"] = torch.nn.utils.clip_grad_norm_(net.parameters(), 1e9).reshape(1)
    for _ in range(3):  # on the first alignment and the same draws, clipped hard
        loss = acoustic.weighted(losses((dur, pitch)))
        opt.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 0.5)
        opt.step()
    after = tensors({q: p.detach() for q, p in net.named_parameters()}, "acoustic")
    out.update({"step3.acoustic." + q: after["acoustic." + q] for q in STEPPED})
    return out


@torch.no_grad()
def clip_values(voc, raw, noise):
    """One clip: decoded PCM -> prepared -> features -> audio."""
    w = prep.levels(prep.prepare(raw))
    x = w.astype(np.float32) / 32767
    f0, mel = dsp.f0(x), dsp.log_mel(x)
    f, v = dsp.cont_f0(f0)
    M, LF, V = torch.tensor(mel)[None], torch.tensor(np.log(f))[None].float(), torch.tensor(v)[None].float()
    return {
        "prepare.input": raw,
        "prepare.output": w.astype(np.int32),
        "clip.f0_hz": f0,
        "clip.log_mel": mel,
        "vocoder.lf0": LF[0],
        "vocoder.voiced": V[0],
        "vocoder.cepstra": voc.cepstra(M, LF, V)[0],
        "vocoder.pulses": voc.pulses(LF, V)[0],
        "vocoder.audio_harmonic": voc(M, LF, V, noise=0 * noise[None])[0],
        "vocoder.audio": voc(M, LF, V, noise=noise[None])[0],
    }


def voice_values(net, voc, k, rows, st, given):
    """The first clip's ids -> audio, the untrained new speaker: with given noise at the default temperature, and
    without any.
    """
    variance = voice.variance(net, rows, k)
    pace, wide = voice.calibrate(net, rows, k)
    V = voice.Voice(net, voc, st, k, variance, pace, wide)
    out = {
        "synthesis.variance": variance,
        "synthesis.pace": np.array([pace]),
        "synthesis.range": np.array([wide]),
    }
    for tag, a in (("synthesis", 1), ("still", 0)):
        d, mel, lf, v = V.frames(rows[0][0], z=given["synthesis.noise_prosody"][None] * a)
        assert len(mel) <= MOST_FRAMES
        audio = V.audio(mel, lf, v, noise=given["synthesis.noise_audio"][None, : len(mel)] * a)
        found = dict(durations=d, voiced=v, mel=mel, lf0=lf, audio=audio)
        out.update({f"{tag}.{name}": value for name, value in found.items()})
    return out


def values(speaker, voc, rows, st, raw, given):
    """speaker() -> (acoustic model with a new speaker, its number), anew each time; rows: two clips of statistics st;
    raw: decoded PCM -> {name: array}, int32 or float32.
    """
    net, k = speaker()
    out = acoustic_values(net, k, rows, st, given)
    out.update(clip_values(voc, raw, given["vocoder.noise"]))
    net, k = speaker()
    out.update(voice_values(net, voc, k, rows, st, given), **given)
    out = {q: np.asarray(v.detach().numpy() if torch.is_tensor(v) else v) for q, v in out.items()}
    return {q: v if v.dtype == np.int32 else v.astype(np.float32) for q, v in out.items()}
