"""The safetensors format, and the names and layouts of the browser's weights.

Pointwise convolutions are [in, out], convolutions [kernel, in, out], depthwise ones [kernel, channels].
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


def _conv(weight):
    """PyTorch's [out, in, kernel] -> ours, as a view."""
    if weight.shape[1] == 1 and weight.shape[0] > 1 and weight.shape[2] > 1:
        return weight[:, 0].T
    return weight[..., 0].T if weight.shape[2] == 1 else weight.transpose(2, 1, 0)


def acoustic_tensors(state):
    """Name -> array of an acoustic.Acoustic's state, gradients or the like. The arrays are views: writing to them
    writes to the network.
    """
    state = {name: tensor.numpy() for name, tensor in state.items()}
    out = {"embedding": state["emb.weight"], "speakers": state["spk.weight"]}

    def conv(name, source):
        out[name + ".weight"], out[name + ".bias"] = (
            _conv(state[source + ".c.weight"][:, :, 0]),
            state[source + ".c.bias"],
        )

    def norm(name, source):
        out[name + ".gain"], out[name + ".bias"] = state[source + ".weight"], state[source + ".bias"]

    for source, name in (("enc", "encoder"), ("dec", "decoder")):
        i = 0
        while f"{source}.{i}.scale" in state:
            conv(f"{name}.{i}.depthwise", f"{source}.{i}.dw")
            norm(f"{name}.{i}.norm", f"{source}.{i}.norm")
            conv(f"{name}.{i}.up", f"{source}.{i}.up")
            conv(f"{name}.{i}.down", f"{source}.{i}.down")
            out[f"{name}.{i}.scale"] = state[f"{source}.{i}.scale"]
            i += 1
    norm("encoder.norm", "en")
    norm("decoder.norm", "dn")
    conv("aligner", "mu")
    conv("decoder.output", "out")
    conv("decoder.position", "pos")
    # one channel in, but no depthwise convolution
    out["pitch.embedding.weight"] = state["pemb.c.weight"][:, :, 0].transpose(2, 1, 0)
    out["pitch.embedding.bias"] = state["pemb.c.bias"]
    for source, name in (("dur", "duration"), ("pit", "pitch")):
        for i in (1, 2):
            conv(f"{name}.conv{i}", f"{source}.c{i}")
            norm(f"{name}.norm{i}", f"{source}.n{i}")
        conv(f"{name}.output", f"{source}.o")
    return out


def vocoder_tensors(state):
    """The same of a vocoder.Vocoder."""
    state = {name: tensor.numpy() for name, tensor in state.items()}
    out = {}

    def conv(name, source):
        out[name + ".weight"], out[name + ".bias"] = _conv(state[source + ".weight"]), state[source + ".bias"]

    def norm(name, source):
        out[name + ".gain"], out[name + ".bias"] = state[source + ".g"], state[source + ".b"]

    conv("input", "inp")
    conv("output", "out")
    norm("norm", "norm")
    i = 0
    while f"blocks.{i}.scale" in state:
        conv(f"blocks.{i}.depthwise", f"blocks.{i}.dw")
        norm(f"blocks.{i}.norm", f"blocks.{i}.norm")
        conv(f"blocks.{i}.up", f"blocks.{i}.up")
        conv(f"blocks.{i}.down", f"blocks.{i}.down")
        out[f"blocks.{i}.scale"] = state[f"blocks.{i}.scale"]
        i += 1
    return out
