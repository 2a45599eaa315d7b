"""A speaker's features (prep.py) and phonemes (phon.py) as training rows."""
import os
import numpy as np
import acoustic, dsp, text

WORK = os.environ.get("WORK", "work")


def load(name):
    """-> rows [(ids, mel [T, 80], log-F0 [T], voiced [T])] in units of the speaker, its statistics (mel mean, mel
    deviation, log-F0 mean, deviation), clip ids.
    """
    z = np.load(f"{WORK}/feats/{name}.npz")
    ph = dict(l.rstrip("\n").split("|")[:2] for l in open(f"{WORK}/data/{name}.ph", encoding="utf8"))
    rows, keys = [], []
    for k in (k[2:] for k in z.files if k.startswith("m/") and k[2:] in ph):
        m = z["m/" + k].astype(np.float32)
        f, v = dsp.cont_f0(z["f/" + k])
        i = np.array(text.ids(ph[k]))
        n = (acoustic.TIMED[i] & ~acoustic.OPT[i]).sum()
        if n * 2.2 < len(m) < n * 22 and len(m) <= 1500 and n >= 4:
            rows.append([i, m, np.log(f), v])
            keys.append(k)
    M = np.concatenate([r[1] for r in rows])
    L = np.concatenate([r[2][r[3] > 0] for r in rows])
    st = (M.mean(0), M.std(0), L.mean(), L.std())
    for r in rows:
        r[1] = ((r[1] - st[0]) / st[1]).astype(np.float32)
        r[2] = ((r[2] - st[2]) / st[3]).astype(np.float32)
    return rows, st, keys


class Speaker:
    """n clips to fine-tune on, `held` others to judge by."""

    def __init__(s, name, n, held=20):
        s.name = name
        rows, s.st, keys = load(name)
        o = np.random.default_rng(0).permutation(len(rows))
        held = min(held, len(rows) // 5)
        s.hold, s.tr = [rows[i] for i in o[:held]], [rows[i] for i in o[held : held + n]]
        s.hold_ids = [keys[i] for i in o[:held]]
        s.text = dict(l.rstrip("\n").split("|")[:2] for l in open(f"{WORK}/data/{name}.csv", encoding="utf8"))
        s.z = np.load(f"{WORK}/feats/{name}.npz")
        print(
            name,
            "train",
            len(s.tr),
            round(sum(len(r[2]) for r in s.tr) * 256 / 22050 / 60, 1),
            "min, held out",
            len(s.hold),
            flush=True,
        )

    def wave(s, key):
        return s.z["w/" + key].astype(np.float32) / 32767
