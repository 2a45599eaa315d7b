"""The golden values of docs/MODEL.md: what the two networks make of given inputs, with losses and gradients."""

import numpy as np
import torch

import dsp
import finetune
import prepare
import vocoder
from losses import align, batch, losses, total
from safetensors import acoustic_tensors, vocoder_tensors

ACOUSTIC_GRADIENTS = (
    "embedding",
    "speakers",
    "encoder.0.depthwise.weight",
    "encoder.3.up.weight",
    "decoder.0.norm.gain",
    "decoder.5.down.weight",
    "decoder.output.weight",
    "duration.conv1.weight",
    "aligner.weight",
    "pitch.embedding.weight",
)
ACOUSTIC_STEPPED = ("decoder.output.weight", "encoder.3.up.weight", "encoder.0.norm.gain")
VOCODER_GRADIENTS = ("input.weight", "blocks.0.depthwise.weight", "blocks.5.up.weight", "output.weight")


def acoustic_values(net, k, rows, stats):
    """A padded batch through the acoustic model, its losses and gradients, and three steps. Changes the weights."""
    net.eval()
    ids, mel, log_f0, voiced = batch(rows)
    stats = np.concatenate([stats[0], stats[1], [stats[2], stats[3]]])
    out = dict(ids=ids, mel=mel, lf0=log_f0, voiced=voiced, stats=stats.astype(np.float32))
    out["id_lengths"] = np.array([len(row[0]) for row in rows])
    out["frame_lengths"] = np.array([len(row[2]) for row in rows])
    speakers = [k] * len(rows)
    h, mu, mask, durations, pitch = align(net, rows)
    hs, log_duration, predicted_pitch = net.heads(h, mask, torch.tensor(speakers))
    decoded, _, _ = net.decode(hs, pitch, durations, mask)
    out.update(encoded=h, aligner=mu, durations=durations, pitch=pitch, decoded=decoded)
    out.update(log_duration=log_duration, predicted_pitch=predicted_pitch)

    parts = losses(net, rows, speakers)
    opt = torch.optim.AdamW(net.parameters(), 5e-4, betas=(0.9, 0.98), weight_decay=1e-4)
    total(parts).backward()
    out.update({"loss." + name: value for name, value in parts.items()}, **{"loss.total": total(parts)})
    no_gradient = {name: torch.zeros_like(p) for name, p in net.named_parameters() if p.grad is None}
    gradients = {name: p.grad.clone() for name, p in net.named_parameters() if p.grad is not None}
    tensors = acoustic_tensors({**no_gradient, **gradients})
    out.update({"grad.acoustic." + name: tensors[name] for name in ACOUSTIC_GRADIENTS})
    out["grad.norm"] = torch.nn.utils.clip_grad_norm_(net.parameters(), 1e9)

    for _ in range(3):
        opt.zero_grad()
        total(losses(net, rows, speakers, (durations, pitch))).backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 0.5)
        opt.step()
    tensors = acoustic_tensors({name: p.detach() for name, p in net.named_parameters()})
    out.update({"step3.acoustic." + name: tensors[name] for name in ACOUSTIC_STEPPED})
    return out


def clip_values(decoded):
    """Decoded PCM -> the prepared clip and its features."""
    wave = prepare.to_int16(prepare.prepare(decoded))
    x = wave.astype(np.float32) / 32767
    out = {"prepare.input": decoded, "prepare.output": wave.astype(np.int32)}
    return {**out, "clip.f0_hz": dsp.f0(x), "clip.log_mel": dsp.log_mel(x)}


def vocoder_values(net, clip, noise):
    """A clip's features through the vocoder, with given noise [1, T, 256], against the recording."""
    net.eval()
    f0, voiced = dsp.cont_f0(clip["clip.f0_hz"])
    real = torch.tensor(clip["prepare.output"].astype(np.float32) / 32767)[None]
    mel, log_f0, voiced = (
        torch.tensor(a)[None].float() for a in (clip["clip.log_mel"].T, np.log(f0), voiced)
    )
    audio = net(mel, log_f0, voiced, noise=noise)
    loss = vocoder.stft_loss(audio, real)
    loss.backward()
    out = {
        "vocoder.lf0": log_f0[0],
        "vocoder.voiced": voiced[0],
        "vocoder.cepstra": net.cepstra(mel, log_f0, voiced)[0].T,
        "vocoder.pulses": net.pulses(log_f0, voiced)[0],
        "vocoder.audio_harmonic": net(mel, log_f0, voiced, noise=torch.zeros_like(noise))[0],
        "vocoder.noise": noise[0],
        "vocoder.audio": audio[0],
        "vocoder.real": real[0],
        "vocoder.loss": loss,
    }
    tensors = vocoder_tensors({name: p.grad for name, p in net.named_parameters()})
    return {**out, **{"grad.vocoder." + name: tensors[name] for name in VOCODER_GRADIENTS}}


@torch.no_grad()
def synthesis_values(net, voc, ids, stats, k):
    """From ids alone to audio without noise, by the untrained new speaker."""
    durations, mel, log_f0, voiced = finetune.predict(net, ids, stats, k)
    audio = voc(mel.T[None], log_f0[None], voiced[None], noise=torch.zeros(1, len(log_f0), 256))[0]
    out = dict(durations=durations, mel=mel, lf0=log_f0, voiced=voiced, audio=audio)
    return {"synthesis." + name: value for name, value in out.items()}


def values(new_acoustic, voc, rows, stats, decoded, noise):
    """All golden values as float32 and int32 arrays; new_acoustic() -> (acoustic model, index of the new speaker)."""
    clip = clip_values(decoded)
    out = {
        **acoustic_values(*new_acoustic(), rows, stats),
        **clip,
        **vocoder_values(voc, clip, noise),
    }
    net, k = new_acoustic()
    out.update(synthesis_values(net, voc, rows[0][0], stats, k))
    return {name: _array(value) for name, value in out.items()}


def _array(value):
    """Numbers and tensors as contiguous float32 or int32 arrays of at least one dimension."""
    value = value.detach().numpy() if isinstance(value, torch.Tensor) else np.asarray(value)
    kind = np.int32 if np.issubdtype(value.dtype, np.integer) else np.float32
    return np.ascontiguousarray(np.atleast_1d(value)).astype(kind)
