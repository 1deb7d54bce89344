"""Golden values of layers and activations by Keras 3.

Run in a Python environment with Keras 3, TensorFlow and PyTorch:  python test/golden/layers_keras.py [DIR]
TensorFlow computes all but conv2d with channels first, which it cannot do on a CPU; PyTorch does that.

activations.json: a list of {name, x, y, cotangent, gradient}; x is [2, 16], its second row holds large numbers.
layers.json: cases of layers, as layer_case.py describes them.
"""
import json
import os
import subprocess
import sys

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import keras
import numpy as np
from golden import camel, draw, gradients, grid, pack, write
from keras import layers as L
from keras import ops
from keras.regularizers import L1, L2, L1L2
from layer_case import case

keras.config.set_floatx("float64")

names = ["relu", "relu6", "leaky_relu", "elu", "selu", "celu", "gelu", "silu", "sigmoid", "hard_sigmoid", "hard_silu", "hard_tanh",
         "tanh", "tanh_shrink", "hard_shrink", "soft_shrink", "softplus", "softsign", "exponential", "mish", "log_sigmoid", "squareplus",
         "sparse_plus", "sparse_sigmoid", "linear", "softmax", "log_softmax"]


def activation(name):
    f = keras.activations.get(name)
    cotangent = draw(*grid.shape)

    def run(tensors):
        y = f(tensors[0])
        return ops.sum(y * ops.convert_to_tensor(cotangent)), y

    _, y, (gradient,) = gradients(run, [ops.convert_to_tensor(grid)])
    return {"name": camel(name), "x": pack(grid), "y": pack(y), "cotangent": pack(cotangent), "gradient": pack(gradient)}


def conv2d(config, padding, fmt):
    kernel, strides, dilation, groups = config
    shape = (2, 4, 5, 2) if fmt == "channels_last" else (2, 2, 4, 5)
    make = lambda: L.Conv2D(2, kernel, strides=strides, padding=padding, dilation_rate=dilation, groups=groups, data_format=fmt, activation="tanh")
    options = {"strides": strides, "padding": padding, "dilationRate": dilation, "groups": groups, "dataFormat": camel(fmt), "activation": "tanh"}
    return case("conv2d", make, [2, kernel, options], shape)


def pooling(padding, fmt, pool, strides, which):
    shape = (2, 4, 5, 2) if fmt == "channels_last" else (2, 2, 4, 5)
    options = {"strides": strides, "padding": padding, "dataFormat": camel(fmt)}
    layer = L.MaxPooling2D if which == "maxPooling2d" else L.AveragePooling2D
    return case(which, lambda: layer(pool, strides, padding, fmt), [pool, options], shape)


# kernel, strides, dilation, groups
convs = {
    "valid": [(3, 1, 1, 1), (3, 2, 1, 1), (2, (1, 2), 1, 1), (2, 1, 2, 1), (3, 1, 1, 2), ((4, 3), 3, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1)],
    "same": [(3, 1, 1, 1), ((2, 3), 1, 1, 1), (3, 2, 1, 1), (2, (1, 2), 1, 1), (2, 1, 2, 1), (3, 1, (1, 2), 1), (3, 1, 1, 2), ((4, 3), 3, 1, 2)],
}
pools = [(2, None), ((2, 3), None), (3, 2), (2, 1), ((3, 2), (1, 2))]


def first_channels():
    """Those that TensorFlow cannot run on a CPU."""
    return [conv2d(config, padding, "channels_first") for padding, config in [("valid", (3, 1, 1, 1)), ("same", (3, 2, 1, 1)), ("same", (2, 1, 2, 1)), ("valid", (3, 1, 1, 2))]]


def all_layers():
    out = []
    for shape in [(3, 4), (2, 3, 4)]:
        for a in [None, "relu", "softmax"]:
            out.append(case("dense", lambda: L.Dense(5, activation=a), [5, {"activation": a} if a else {}], shape))
    out.append(case("dense", lambda: L.Dense(2, use_bias=False), [2, {"useBias": False}], (3, 4)))
    both = {"kernel_regularizer": L1L2(0.1, 0.2), "bias_regularizer": L1(0.3), "activity_regularizer": L2(0.4)}
    options = {"kernelRegularizer": {"l1": 0.1, "l2": 0.2}, "biasRegularizer": {"l1": 0.3, "l2": 0}, "activityRegularizer": {"l1": 0, "l2": 0.4}}
    out.append(case("dense", lambda: L.Dense(2, **both), [2, options], (3, 4)))
    out.append(case("conv2d", lambda: L.Conv2D(2, 2, use_bias=False, **{k: v for k, v in both.items() if k != "bias_regularizer"}),
                    [2, 2, {"useBias": False, **{k: v for k, v in options.items() if k != "biasRegularizer"}}], (2, 3, 3, 1)))
    for padding in ("valid", "same"):
        out += [conv2d(config, padding, "channels_last") for config in convs[padding]]
        for pool, strides in pools:
            out += [pooling(padding, "channels_last", pool, strides, which) for which in ("maxPooling2d", "averagePooling2d")]
    out += [pooling("same", "channels_first", 2, None, which) for which in ("maxPooling2d", "averagePooling2d")]
    for fmt in ("channels_last", "channels_first"):
        for keep in (False, True):
            options = {"dataFormat": camel(fmt), "keepDims": keep}
            for name, layer in [("globalAveragePooling2d", L.GlobalAveragePooling2D), ("globalMaxPooling2d", L.GlobalMaxPooling2D)]:
                out.append(case(name, lambda: layer(data_format=fmt, keepdims=keep), [options], (2, 3, 4, 2)))
    for shape in [(6, 3), (2, 4, 3), (2, 3, 2, 3)]:
        for training in (False, True):
            out.append(case("batchNormalization", lambda: L.BatchNormalization(), [{}], shape, training))
    for training in (False, True):
        out.append(case("batchNormalization", lambda: L.BatchNormalization(axis=1, momentum=0.7, epsilon=0.01), [{"axis": 1, "momentum": 0.7, "epsilon": 0.01}], (2, 3, 2, 3), training))
        out.append(case("batchNormalization", lambda: L.BatchNormalization(scale=False), [{"scale": False}], (5, 2), training))
        out.append(case("batchNormalization", lambda: L.BatchNormalization(center=False), [{"center": False}], (5, 2), training))
    out.append(case("flatten", lambda: L.Flatten(), [], (2, 3, 2, 2)))
    out.append(case("reshape", lambda: L.Reshape((-1, 4)), [[-1, 4]], (2, 3, 8)))
    out.append(case("reshape", lambda: L.Reshape((2, 3)), [[2, 3]], (2, 6)))
    out.append(case("rescaling", lambda: L.Rescaling(0.5, offset=-1), [0.5, {"offset": -1}], (2, 3)))
    for a in ("gelu", "softmax", "hard_sigmoid"):
        out.append(case("activation", lambda: L.Activation(a), [camel(a)], (2, 3)))
    out.append(case("dropout", lambda: L.Dropout(0.5), [0.5], (2, 3)))
    out.append(case("dropout", lambda: L.Dropout(0), [0], (2, 3), True))
    return out + einsum_dense()


def einsum_dense():
    out = []

    def one(equation, output, shape, theirs={}, **ours):
        out.append(case("einsumDense", lambda: L.EinsumDense(equation, output, **{**theirs, **{k: v for k, v in ours.items() if k not in theirs}}), [equation, output, {camel(k): v for k, v in ours.items()}], shape))

    for bias in [{}, {"bias_axes": "d"}, {"bias_axes": "b"}, {"bias_axes": "bd"}]:
        one("abc,cd->abd", [3, 5], (2, 3, 4), **bias)
    one("ab,bc->ac", 3, (2, 4), bias_axes="c", activation="relu")
    one("...x,xy->...y", 5, (2, 3, 2, 4), bias_axes="y")
    one("...x,xhk->...hk", [2, 5], (2, 3, 4), bias_axes="hk")
    one("...x,xhk->...hk", [2, 5], (2, 3, 4), bias_axes="h")
    one("...hk,hkx->...x", 5, (2, 3, 2, 4), bias_axes="x", activation="tanh")
    one("ab...,bc->ac...", 5, (2, 3, 4, 2), bias_axes="c")
    one("abc,bd->adc", [5, 4], (2, 3, 4), bias_axes="d")
    one("abc,bc->ac", 4, (2, 3, 4), bias_axes="c")  # a kernel for each c
    one("abc,bd->ad", 5, (2, 3, 4))  # c is summed over
    one("abc,cde->abde", [3, 2, 4], (2, 3, 5), bias_axes="de")
    penalties = {"kernel_regularizer": L1L2(0.1, 0.2), "bias_regularizer": L2(0.3), "activity_regularizer": L1(0.4)}
    own = {"kernel_regularizer": {"l1": 0.1, "l2": 0.2}, "bias_regularizer": {"l1": 0, "l2": 0.3}, "activity_regularizer": {"l1": 0.4, "l2": 0}}
    one("ab,bc->ac", 3, (2, 4), penalties, bias_axes="c", **own)
    return out


if os.environ["KERAS_BACKEND"] == "torch":
    print(json.dumps(first_channels()))
else:
    write("activations.json", [activation(name) for name in names])
    torch_run = subprocess.run([sys.executable, __file__], env={**os.environ, "KERAS_BACKEND": "torch"}, stdout=subprocess.PIPE, check=True, text=True)
    write("layers.json", all_layers() + json.loads(torch_run.stdout.splitlines()[-1]))
