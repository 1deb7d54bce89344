"""What the Keras scripts beside this file share: numbers as JSON, and one gradient function over two backends.

A tensor is {"dtype", "shape", "data"}; `data` is row-major, floats are rounded to 9 significant digits. References are computed in
float64, on inputs that float32 holds exactly, so that they carry no rounding of their own.
"""
import json
import os
import sys

import numpy as np

rng = np.random.default_rng(0)


def camel(name):
    """Keras's snake_case as Tenon spells it."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def array(x):
    return np.asarray(x.detach() if hasattr(x, "detach") else x)


def figure(x):
    """A number in its shortest form: as float32 where it is one, else to 9 significant digits."""
    x, nearest = float(x), np.float32(x)
    short = float(str(nearest)) if float(nearest) == x else float(f"{x:.9g}")
    return int(short) if short.is_integer() and abs(short) < 1e9 else short


def pack(x):
    a = array(x)
    if a.dtype.kind == "f":
        return {"dtype": "float32", "shape": list(a.shape), "data": [figure(v) for v in a.flatten().tolist()]}
    return {"dtype": "int32", "shape": list(a.shape), "data": [int(v) for v in a.flatten().tolist()]}


def exact(x):
    """The nearest float32, as float64."""
    return np.asarray(x, "float32").astype("float64")


def draw(*shape, low=-1.0, high=1.0):
    """Evenly spaced numbers in random order, about 0.001 precise: no two are equal, none is within 0.001 of 0."""
    n = int(np.prod(shape))
    grid = low + (high - low) * (np.arange(n) + 0.5) / n
    grid = np.where(np.abs(grid) < 1e-3, 2e-3, grid)
    return exact(np.round(rng.permutation(grid), 3).reshape(shape))


# none is close to where an activation has a bend
grid = exact([[-7.3, -3.2, -2.1, -1.3, -0.7, -0.3, -0.05, 0.04, 0.2, 0.6, 0.9, 1.2, 2.4, 3.3, 5.5, 6.7],
              [-30, -25, -20, -17, -14, -11.5, -9, -8, 8, 9, 11.5, 14, 17, 20, 25, 30]])


def gradients(f, tensors):
    """f(tensors) and its gradients, f giving (scalar, anything else)."""
    if os.environ["KERAS_BACKEND"] == "torch":
        import torch

        leaves = [t if t.requires_grad else t.requires_grad_() for t in tensors]
        total, rest = f(leaves)
        return total, rest, torch.autograd.grad(total, leaves)
    import tensorflow as tf

    with tf.GradientTape() as tape:
        tape.watch(tensors)
        total, rest = f(tensors)
    return total, rest, [tf.convert_to_tensor(g) for g in tape.gradient(total, tensors, unconnected_gradients="zero")]


def write(name, value):
    """Writes test/golden/<name>; the top level one entry a line, so that diffs can be read."""
    lines = [json.dumps(v, separators=(",", ":")) for v in value]
    path = os.path.join(sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__)), name)
    with open(path, "w") as f:
        f.write("[\n" + ",\n".join(lines) + "\n]\n")
