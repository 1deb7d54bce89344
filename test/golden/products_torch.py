"""Floating-point operations of a sample, as PyTorch counts them, for test/bench/products.test.ts.

Run in a Python environment with PyTorch:  python test/golden/products_torch.py > test/golden/products.json
JSON: for each workload of bench, {forward, training}; training is forward and backward.
"""
import json, os, sys

here = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(here, "..", "..", "bench", "peers"))
import torch, torch.nn as nn, torch.nn.functional as F
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode
import torch_models


class Lstm(nn.Module):
    """Step by step: the counter does not see into the fused operator."""

    def __init__(self, source, units):
        super().__init__()
        self.units, self.x, self.h = units, nn.Linear(source, 4 * units), nn.Linear(units, 4 * units)

    def forward(self, series):
        # not zeros that nothing depends on: the first step is as the others
        h = c = torch.zeros(len(series), self.units, requires_grad=True)
        all = []
        for x in series.unbind(1):
            i, f, g, o = (self.x(x) + self.h(h)).chunk(4, 1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
            all.append(h)
        return torch.stack(all, 1), None


def counted(model, x, y, loss_of):
    with FlopCounterMode(display=False) as forward:
        model(x)
    with FlopCounterMode(display=False) as both:
        loss_of(model(x), y).backward()
    return {"forward": forward.get_total_flops() // len(x), "training": both.get_total_flops() // len(x)}


counts = {}
with sdpa_kernel(SDPBackend.MATH):
    for name in ("cnn", "lstm", "text", "mlp", "resnet", "transformer"):
        model, *rest = torch_models.build(name, 4)
        if name == "lstm":
            model.l1, model.l2 = Lstm(1, 64), Lstm(64, 64)
        counts[name] = counted(model, *rest)
print(json.dumps(counts))
