"""From ids to audio: acoustic model, vocoder."""
import numpy as np, torch
import acoustic

# Of prosody; what Piper's default noise_w of 0.8 stands for: higher is livelier and less intelligible.
TEMPERATURE = 0.7


class Voice:
    """st: the speaker's statistics; variance [80], pace, range: what fits the frames' spread, durations and pitch to the
    owner's (calibrate).
    """

    def __init__(s, net, voc, st, spk, variance, pace=1.0, range=1.0):
        s.net, s.voc, s.st, s.spk, s.variance, s.pace, s.range = (
            net.eval(),
            voc.eval(),
            st,
            spk,
            torch.tensor(variance),
            pace,
            range,
        )

    @torch.no_grad()
    def frames(s, ids, temperature=TEMPERATURE, length=1.0, z=None):
        """z [1, N, 2] standard normal -> frames per token [N]; log-mel [T, 80], natural log-F0 [T], voiced [T] 0/1."""
        x = torch.tensor(ids)[None]
        tm = torch.ones(1, len(ids), 1)
        hs = s.net.hidden(s.net.encode(x, tm), torch.tensor([s.spk]))
        d, p = s.net.prosody(hs, ids, temperature, length * s.pace, z=z)
        y = s.net.decode(hs, p * s.range, d, tm)[0][0]
        return (
            d[0],
            (y[:, :80] * s.variance * torch.tensor(s.st[1]) + torch.tensor(s.st[0])).clamp(min=-11.6),
            (y[:, 80] * float(s.st[3]) + float(s.st[2])).clamp(3.9, 6.4),
            (y[:, 81] > 0).float(),
        )

    @torch.no_grad()
    def audio(s, mel, lf0, v, noise=None):
        return s.voc(mel[None], lf0[None], v[None], noise=noise)[0].numpy()

    def speak(s, ids, temperature=TEMPERATURE, length=1.0):
        return s.audio(*s.frames(ids, temperature, length)[1:])


def variance(net, rows, spk):
    """Per band, the deviation of the true over that of the mean frames (their own durations and pitch) -> [80]: against
    over-smoothing.
    """
    P = [acoustic.forced(net, r, spk) for r in rows]
    return (
        np.concatenate([r[1][: len(p)] for r, p in zip(rows, P)]).std(0) / np.concatenate(P).std(0)
    ).astype(np.float32)


def calibrate(net, rows, spk, draws=4):
    """Prosody drawn below temperature 1 is a little hasty and flat: (pace, range) make the time it takes and the movement
    of its pitch the owner's, over the clips `rows`.
    """
    g = torch.Generator().manual_seed(0)
    frames, drawn, own, said = 0, 0, [], []
    net.eval()
    with torch.no_grad():
        for r in rows:
            x, m, lf, v, n, t = acoustic.batch([r])
            h, _, tm, d, p = acoustic.align(net, x, m, lf, n, t)
            hs = net.hidden(h, torch.tensor([spk]))
            hard = torch.tensor(acoustic.TIMED[r[0]] & ~acoustic.OPT[r[0]])
            frames += d.sum().item()
            own.append(p[0][hard])
            for _ in range(draws):
                d, p = net.prosody(hs, r[0], TEMPERATURE, z=torch.randn(1, len(r[0]), 2, generator=g))
                drawn += d.sum().item() / draws
                said.append(p[0][hard])
    net.train()
    return float(np.clip(frames / drawn, 0.8, 1.25)), float(
        np.clip(torch.cat(own).std() / torch.cat(said).std(), 0.8, 1.4)
    )
