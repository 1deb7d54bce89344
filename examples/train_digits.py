"""Trains the digits from Python, with stock onnxruntime and the training graph that Tenon wrote: no Tenon, no Keras, no PyTorch.

Usage, in an environment with numpy and onnxruntime, after `npm start`:
    python examples/train_digits.py [generated/digits/training.onnx] [STEPS]
Prints the loss of each step. The file holds the state that training goes on from; feeding a state replaces it.
"""
import gzip
import os
import sys

import numpy as np
import onnxruntime

here = os.path.dirname(os.path.abspath(__file__))
model = sys.argv[1] if len(sys.argv) > 1 else os.path.join(here, "../generated/digits/training.onnx")
steps = int(sys.argv[2]) if len(sys.argv) > 2 else 45

rows = np.loadtxt(gzip.open(os.path.join(here, "data/digits/digits.csv.gz"), "rt"), delimiter=",")
rows = rows[np.arange(len(rows)) % 5 != 0]
x, y = (rows[:, :64] / 16).reshape(-1, 8, 8, 1).astype("float32"), rows[:, 64].astype("int32")

onnxruntime.set_default_logger_severity(3)  # else it warns that every state input has a default
session = onnxruntime.InferenceSession(model)
names = [output.name for output in session.get_outputs()]
settings = {"learning_rate": np.array(0.001, "float32"), "seed": np.array(0, "int32")}
state = {}
for step in range(steps):
    batch = np.arange(32 * step, 32 * step + 32) % len(x)
    results = dict(zip(names, session.run(None, {"image": x[batch], "target": y[batch], **settings, **state})))
    state = {name.removesuffix(":next"): value for name, value in results.items() if name.endswith(":next")}
    print(f"{results['loss']:.7f}", flush=True)
