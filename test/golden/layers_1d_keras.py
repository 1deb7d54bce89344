"""Golden values of the one-dimensional layers by Keras 3.

Run in a Python environment with Keras 3, TensorFlow and PyTorch:  python test/golden/layers_1d_keras.py [DIR]
TensorFlow computes all that it can on a CPU, PyTorch the rest.

layers-1d.json: cases of layers, as layer_case.py describes them.
"""
import json
import os
import subprocess
import sys

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import keras
import numpy as np
from golden import camel, write
from keras import layers as L
from keras.regularizers import L1, L2
from layer_case import case

keras.config.set_floatx("float64")

paddings = ("valid", "same", "causal")
formats = ("channels_last", "channels_first")


def shape_of(fmt, time=8, features=2):
    return (2, time, features) if fmt == "channels_last" else (2, features, time)


def conv1d(config, padding, fmt="channels_last", **more):
    kernel, strides, dilation, groups = config
    make = lambda: L.Conv1D(4, kernel, strides=strides, padding=padding, dilation_rate=dilation, groups=groups, data_format=fmt, activation="tanh", **more)
    options = {"strides": strides, "padding": padding, "dilationRate": dilation, "groups": groups, "dataFormat": camel(fmt), "activation": "tanh"}
    return case("conv1d", make, [4, kernel, options], shape_of(fmt))


def pooling(which, padding, fmt, pool, strides, time):
    layer = L.MaxPooling1D if which == "maxPooling1d" else L.AveragePooling1D
    options = {"strides": strides, "padding": padding, "dataFormat": camel(fmt)}
    return case(which, lambda: layer(pool, strides, padding, fmt), [pool, options], shape_of(fmt, time))


# kernel, strides, dilation, groups
convs = [(3, 1, 1, 1), (3, 2, 1, 1), (2, 3, 1, 1), (3, 1, 2, 1), (3, 1, 1, 2), (4, 3, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1)]


def by_torch():
    """Those that TensorFlow cannot run on a CPU: features first, and dilated groups, whose gradients have NaN there."""
    first = [conv1d(config, padding, "channels_first") for padding in paddings for config in [(3, 1, 1, 1), (3, 2, 1, 2), (2, 1, 2, 1)]]
    return first + [conv1d((2, 1, 3, 2), padding) for padding in paddings]


def masked(fmt, keep):
    mask = np.array([[1, 1, 0, 1, 0], [0, 1, 0, 0, 0]])
    options = {"dataFormat": camel(fmt), "keepDims": keep}
    return case("globalAveragePooling1d", lambda: L.GlobalAveragePooling1D(data_format=fmt, keepdims=keep), [options], shape_of(fmt, 5, 3), mask=mask)


def all_layers():
    out = [conv1d(config, padding) for padding in paddings for config in convs]
    out.append(case("conv1d", lambda: L.Conv1D(3, 2), [3, 2], (2, 4, 2)))
    regular = {"kernel_regularizer": L2(0.1), "activity_regularizer": L1(0.2)}
    options = {"useBias": False, "kernelRegularizer": {"l1": 0, "l2": 0.1}, "activityRegularizer": {"l1": 0.2, "l2": 0}}
    out.append(case("conv1d", lambda: L.Conv1D(3, 2, use_bias=False, **regular), [3, 2, options], (2, 4, 2)))
    # a kernel of more positions than take one product each
    out.append(case("conv1d", lambda: L.Conv1D(2, 34, strides=2, padding="same"), [2, 34, {"strides": 2, "padding": "same"}], (2, 9, 2)))
    for which in ("maxPooling1d", "averagePooling1d"):
        for padding in ("valid", "same"):
            for fmt in formats:
                for pool, strides, time in [(2, None, 8), (3, None, 8), (3, 2, 7), (2, 1, 5), (2, 3, 8), (4, 1, 4)]:
                    out.append(pooling(which, padding, fmt, pool, strides, time))
    out.append(case("maxPooling1d", lambda: L.MaxPooling1D(), [], (2, 5, 2)))
    out.append(case("averagePooling1d", lambda: L.AveragePooling1D(2), [], (2, 5, 2)))
    for fmt in formats:
        for keep in (False, True):
            options = {"dataFormat": camel(fmt), "keepDims": keep}
            for name, layer in [("globalAveragePooling1d", L.GlobalAveragePooling1D), ("globalMaxPooling1d", L.GlobalMaxPooling1D)]:
                out.append(case(name, lambda: layer(data_format=fmt, keepdims=keep), [options], shape_of(fmt, 5, 3)))
            out.append(masked(fmt, keep))
    for size in (1, 2, 3):
        out.append(case("upSampling1d", lambda: L.UpSampling1D(size), [size], (2, 3, 2)))
    out.append(case("upSampling1d", lambda: L.UpSampling1D(), [], (2, 3, 2)))
    for padding in (0, 1, 3, (0, 2), (2, 0), (1, 2)):
        for fmt in formats:
            out.append(case("zeroPadding1d", lambda: L.ZeroPadding1D(padding, fmt), [padding, {"dataFormat": camel(fmt)}], shape_of(fmt, 3)))
    out.append(case("zeroPadding1d", lambda: L.ZeroPadding1D(), [], (2, 3, 2)))
    for cropping in (0, 1, 2, (0, 2), (2, 0), (1, 3)):
        out.append(case("cropping1d", lambda: L.Cropping1D(cropping), [cropping], (2, 5, 2)))
    out.append(case("cropping1d", lambda: L.Cropping1D(), [], (2, 5, 2)))
    return out


if os.environ["KERAS_BACKEND"] == "torch":
    print(json.dumps(by_torch()))
else:
    torch_run = subprocess.run([sys.executable, __file__], env={**os.environ, "KERAS_BACKEND": "torch"}, stdout=subprocess.PIPE, check=True, text=True)
    write("layers-1d.json", all_layers() + json.loads(torch_run.stdout.splitlines()[-1]))
