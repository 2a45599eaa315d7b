"""Two checkpoints -> one base.  usage: bundle.py ACOUSTIC.pt VOCODER.pt OUT.pt"""
import sys, torch

a, v = (torch.load(f, map_location="cpu") for f in sys.argv[1:3])
torch.save(
    dict(
        acoustic={k: x.float() for k, x in a["net"].items()},
        vocoder={k: x.float() for k, x in v["net"].items()},
        names=a["names"],
        stats=a["stats"],
        steps=(a["step"], v["step"]),
    ),
    sys.argv[3],
)
