"""The whole voice, ids -> audio, as one Piper-shaped ONNX graph (docs/PIPER.md): the proof that other runtimes take it, and
the shape for the browser's own writer.

usage: export_onnx.py BASE.pt TUNED.pt OUT.onnx [PHONEMES]"""
import sys, os, json, math
import torch, torch.nn as nn, torch.nn.functional as F, onnx
import acoustic, finetune, text, voice
from layers import draw


class Graph(nn.Module):
    def __init__(s, net, voc, st, spk, variance, pace=1.0, range=1.0):
        super().__init__()
        s.a, s.v, s.pace, s.range = net, voc, pace, range
        s.fm, s.fs = float(st[2]), float(st[3])
        n, k = torch.arange(512).float()[:, None], torch.arange(513).float()[None]
        c = torch.full((513, 1), 2.0)
        c[0] = c[512] = 1
        a = 2 * math.pi * (n + 256) * k / 1024
        b = 2 * math.pi * k.T * torch.arange(1024).float()[None] / 1024
        for name, v in dict(
            spk=net.spk.weight.data[spk][None, None],
            mm=torch.tensor(st[0]),
            ms=torch.tensor(st[1]),
            variance=torch.tensor(variance),
            timed=torch.tensor(acoustic.TIMED).float(),
            hard=torch.tensor(acoustic.TIMED & ~acoustic.OPT).float(),
            dft=torch.cat([voc.win[:, None] * a.cos(), -voc.win[:, None] * a.sin()], 1),
            idft=torch.cat([c * b.cos(), -c * b.sin()]) / 1024,
        ).items():
            s.register_buffer(name, v)

    def spectrum(s, src):  # [1, T, 256] -> real, imaginary [1, T, 513]
        x = F.pad(src.reshape(1, -1), (128, 384))[:, :-256].reshape(1, -1, 256)
        f = torch.cat([x[:, :-1], x[:, 1:]], 2) @ s.dft
        return f[..., :513], f[..., 513:]

    def forward(s, input, input_lengths, scales):
        c = torch.cat([scales, torch.zeros(2)])[:5] + 0 * input_lengths[0].float()
        gain, temperature, length, semitones, intonation = (
            c[0] / 0.667,
            c[2] * (voice.TEMPERATURE / 0.8),
            c[1],
            c[3],
            1 + c[4],
        )
        x = input[:, torch.nonzero(input[0] > 0)[:, 0]]
        one = torch.ones_like(x, dtype=torch.float32)
        m = one[..., None]
        hs = s.a.encode(x, m) + s.spk
        T, hard = s.timed[x], s.hard[x]
        w = torch.stack([T, one], 2)
        q = torch.randn_like(w) * temperature
        q = draw(lambda x, t: s.a.pros(hs, x, t, w), q, 4)
        d = (
            torch.floor(
                (torch.exp(q[..., 0] * acoustic.DUR_DEV + acoustic.DUR_MEAN) - 1) * length * s.pace
            ).clamp(0, 120)
            * T
        )
        d = torch.maximum(d, hard)
        d = torch.cat([d[:, :1].clamp(max=10), d[:, 1:]], 1)
        end = d.cumsum(1)
        st = end - d
        t = torch.arange(end[0, -1].to(torch.int64)).float()[None, :, None]
        A = ((t >= st[:, None]) & (t < end[:, None])).float()
        dd = (A * d[:, None]).sum(2)
        p = ((A * (t - st[:, None])).sum(2) + 0.5) / dd
        y = A @ (hs + s.a.pemb(q[..., 1:] * s.range)) + s.a.pos(
            torch.stack([p, 1 - p, torch.log1p(dd) / 3], 2)
        )
        for b in s.a.dec:
            y = b(y)
        y = s.a.out(s.a.dn(y))
        v = (y[..., 81] > 0).float()
        lf = (y[..., 80] * intonation * s.fs + s.fm + semitones * (math.log(2) / 12)).clamp(3.9, 6.4)
        mel = (y[..., :80] * s.variance * s.ms + s.mm).clamp(min=-11.6)
        c = s.v.cepstra(mel, lf, v)
        nh = s.v.NC + s.v.NA
        mag, pha, nz = (
            torch.exp((c[..., :nh] @ s.v.hr).clamp(-12, 8)),
            c[..., :nh] @ s.v.hi,
            torch.exp((c[..., nh:] @ s.v.nr).clamp(-12, 8)),
        )
        f0 = lf.exp()
        inc = s.v.upsample(f0 / 22050).cumsum(-1)
        adv = inc[..., -1].double()
        ph0 = adv.cumsum(1) - adv
        ph = (ph0 - torch.floor(ph0)).float()[..., None] + inc
        ph = ph - torch.round(ph)
        K = torch.floor(0.5 * 22050 / f0).clamp(min=1)[..., None]
        den = torch.sin(math.pi * ph)
        small = den.abs() < 1e-4
        pulse = (
            (
                torch.where(
                    small,
                    2 * K + 1,
                    torch.sin((2 * K + 1) * math.pi * ph) / torch.where(small, torch.ones_like(den), den),
                )
                - 1
            )
            / torch.sqrt(2 * K)
            * s.v.upsample(v)
        )
        (xr, xi), (nr, ni), hr, hi = (
            s.spectrum(pulse),
            s.spectrum(torch.randn_like(pulse) * gain),
            mag * torch.cos(pha),
            mag * torch.sin(pha),
        )
        Y = torch.cat([xr * hr - xi * hi + nr * nz, xr * hi + xi * hr + ni * nz], 2) @ s.idft
        y = sum(F.pad(Y[:, :, i * 256 : (i + 1) * 256], (0, 0, i, 3 - i)) for i in range(4)).reshape(1, -1)[
            :, 384:-384
        ]
        return y.clamp(-1, 1).reshape(1, 1, 1, -1), d


if __name__ == "__main__":
    ck, tuned, out = sys.argv[1:4]
    net, voc = finetune.base(ck)
    finetune.new_speaker(net)
    t = torch.load(tuned)
    net.load_state_dict(t["net"])
    own = t["stats"], t["spk"], t["variance"], t["pace"], t["range"]
    G = Graph(net.eval(), voc, *own).eval()
    i = [1, 0]
    for c in text.ids(
        sys.argv[4]
        if len(sys.argv) > 4
        else text.phonemize("Hello there, this is my own voice, trained in a browser.")
    )[1:-1]:
        i += [c, 0]
    x = torch.tensor([i + [2]])
    L = torch.tensor([x.shape[1]])
    with torch.no_grad():
        y, d = G(x, L, torch.tensor([0.0, 1.0, 0.0]))
        V = voice.Voice(net, voc, *own)
        j = x[0][x[0] > 0].numpy()
        dd, m, lf, v = V.frames(j, z=torch.zeros(1, len(j), 2))
        a = V.audio(m, lf, v, noise=torch.zeros(1, len(m), 256))
        print(
            y.shape,
            "durations differ",
            int((d[0] != dd).sum()),
            "audio differs",
            float((y.flatten() - torch.tensor(a)).abs().max()),
        )
    torch.onnx.export(
        G,
        (x, L, torch.tensor([0.667, 1.0, 0.8])),
        out,
        opset_version=16,
        input_names=["input", "input_lengths", "scales"],
        output_names=["output", "durations"],
        dynamic_axes={
            "input": {0: "batch_size", 1: "phonemes"},
            "input_lengths": {0: "batch_size"},
            "scales": {0: "controls"},
            "output": {3: "time"},
            "durations": {1: "timed"},
        },
    )
    mdl = onnx.load(out)
    for a, b in dict(
        model_type="vits",
        comment="piper",
        language="English",
        voice="en-us",
        version="1",
        has_espeak="1",
        has_g2pw="0",
        n_speakers="1",
        sample_rate="22050",
    ).items():
        e = mdl.metadata_props.add()
        e.key, e.value = a, b
    onnx.save(mdl, out)
    json.dump(x[0].tolist(), open(out + ".ids.json", "w"))
    print(os.path.getsize(out) / 1e6, "MB", len(mdl.graph.node), "nodes")
