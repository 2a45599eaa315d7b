"""The safetensors container, and the names and layouts of the browser's weights.

Layouts: pointwise conv [in, out]; conv [kernel, in, out]; depthwise [kernel, channels].
"""

import json
import struct

import numpy as np

_TYPES = {"F16": np.dtype("float16"), "F32": np.dtype("float32"), "I32": np.dtype("int32")}
_NAMES = {dtype: name for name, dtype in _TYPES.items()}


def write(path, tensors, metadata):
    header, offset, blobs = {"__metadata__": {k: str(v) for k, v in metadata.items()}}, 0, []
    for name, value in tensors.items():
        blob = np.ascontiguousarray(value).tobytes()
        ends = [offset, offset + len(blob)]
        header[name] = {"dtype": _NAMES[value.dtype], "shape": list(value.shape), "data_offsets": ends}
        offset += len(blob)
        blobs.append(blob)
    text = json.dumps(header, ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text)
        for blob in blobs:
            f.write(blob)


def read(path):
    """-> (tensors, metadata)."""
    with open(path, "rb") as f:
        data = f.read()
    start = 8 + struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:start])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        first, last = entry["data_offsets"]
        values = np.frombuffer(data[start + first : start + last], _TYPES[entry["dtype"]])
        tensors[name] = values.reshape(entry["shape"])
    return tensors, metadata


NAMES = {
    "emb": "embedding",
    "spk": "speakers",
    "enc": "encoder",
    "en": "encoder.norm",
    "mu": "aligner",
    "pros": "prosody",
    "pemb": "pitch.embedding",
    "pos": "decoder.position",
    "dec": "decoder",
    "dn": "decoder.norm",
    "inp": "input",
    "out": "output",
    "blocks": "blocks",
    "dw": "depthwise",
}


def layout(w):
    """Conv2d [out, in, 1, k] -> [k, in, out], pointwise [in, out], depthwise [k, c]."""
    w = w[:, :, 0]
    if w.shape[1] == 1 and w.shape[2] > 1 and w.shape[0] > 80:
        return w[:, 0].T if w.shape[2] > 3 else w.transpose(2, 1, 0)
    return w[..., 0].T if w.shape[2] == 1 else w.transpose(2, 1, 0)


def tensors(sd, part):
    """state_dict -> {field's name: array}; the arrays are views, so that weights can be written through them."""
    o = {}
    for k, v in sd.items():
        v = v.numpy()
        p = k.split(".")
        leaf = p.pop()
        conv = p and p[-1] == "c"
        p = [NAMES.get(x, x) for x in (p[:-1] if conv else p)]
        if part == "acoustic" and p == ["output"]:
            p = ["decoder", "output"]
        if k in ("emb.weight", "spk.weight"):
            o[p[0]] = v
            continue
        if leaf == "weight" and not conv and p[-1].endswith("norm"):
            leaf = "gain"
        o[".".join(p + [leaf])] = layout(v) if conv and leaf == "weight" else v
    return {f"{part}.{k}": v for k, v in o.items()}
