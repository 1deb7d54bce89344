"""Golden values of Keras 3's layers over images and volumes beyond Conv2D and its pooling, and of depthwise, separable and transposed
convolutions.

Run in a Python environment with Keras 3, PyTorch and TensorFlow:  python test/golden/layers_conv_keras.py [DIR]
Means over volumes with padding 'same' come from TensorFlow: with PyTorch, Keras counts the zeros there.

layers-conv.json: cases of layers, as layer_case.py describes them.
"""
import json
import os
import subprocess
import sys

os.environ.setdefault("KERAS_BACKEND", "torch")
import keras
from golden import camel, write
from keras import layers as L
from keras import ops
from keras.regularizers import L1, L2
from layer_case import case

keras.config.set_floatx("float64")

formats = ("channels_last", "channels_first")
paddings = ("valid", "same")


def shape_of(fmt, *sizes, channels=2, batch=2):
    return (batch, *sizes, channels) if fmt == "channels_last" else (batch, channels, *sizes)


def edges():
    out = []
    for which, layer, rank in [("zeroPadding2d", L.ZeroPadding2D, 2), ("cropping2d", L.Cropping2D, 2), ("zeroPadding3d", L.ZeroPadding3D, 3), ("cropping3d", L.Cropping3D, 3)]:
        sizes = (4, 5, 3)[:rank]
        out.append(case(which, lambda: layer(), [], shape_of("channels_last", *sizes)))
        for amount in (0, 1, (1, 0, 1)[:rank], ((1, 0), (0, 2), (1, 1))[:rank], ((0, 0), (2, 1), (0, 1))[:rank]):
            for fmt in formats:
                out.append(case(which, lambda: layer(amount, data_format=fmt), [amount, {"dataFormat": camel(fmt)}], shape_of(fmt, *sizes)))
    return out


def up_sampling():
    out = [case("upSampling2d", lambda: L.UpSampling2D(), [], (2, 2, 3, 2)), case("upSampling3d", lambda: L.UpSampling3D(), [], (1, 2, 3, 2, 2))]
    for fmt in formats:
        for size in (1, 3, (2, 1), (2, 3), (1, 4)):
            for interpolation in ("nearest", "bilinear"):
                options = {"dataFormat": camel(fmt), "interpolation": interpolation}
                out.append(case("upSampling2d", lambda: L.UpSampling2D(size, fmt, interpolation), [size, options], shape_of(fmt, 3, 2)))
        out.append(case("upSampling2d", lambda: L.UpSampling2D(2, fmt, "bilinear"), [2, {"dataFormat": camel(fmt), "interpolation": "bilinear"}], shape_of(fmt, 1, 4)))
        for size in (2, (1, 2, 3)):
            out.append(case("upSampling3d", lambda: L.UpSampling3D(size, fmt), [size, {"dataFormat": camel(fmt)}], shape_of(fmt, 2, 1, 3, batch=1)))
    return out


sizes_of = {1: (7,), 2: (6, 5), 3: (4, 5, 3)}
regular = {"kernel": L2(0.1), "depthwise": L2(0.1), "pointwise": L1(0.2), "bias": L1(0.3)}
factors = {"kernel": {"l1": 0, "l2": 0.1}, "depthwise": {"l1": 0, "l2": 0.1}, "pointwise": {"l1": 0.2, "l2": 0}, "bias": {"l1": 0.3, "l2": 0}}


def penalties(*names):
    """What a layer of Keras and one of Tenon take for regularizers of weights."""
    return {f"{name}_regularizer": regular[name] for name in names}, {f"{name}Regularizer": factors[name] for name in names}


def one(which, layer, rank, args, fmt="channels_last", channels=2, sizes=None, batch=2, theirs=(), ours=(), **options):
    """A case of a layer with these options, in both libraries' spelling."""
    spelled = {camel(name): camel(value) if name == "data_format" else value for name, value in {**options, "data_format": fmt}.items()}
    make = lambda: layer(*args, **options, data_format=fmt, **dict(theirs))
    return case(which, make, [*args, {**spelled, **dict(ours)}], shape_of(fmt, *(sizes or sizes_of[rank]), channels=channels, batch=batch))


def channelwise():
    out = []
    for rank, suffix in [(1, "1d"), (2, "2d")]:
        for name, layer, first in [("depthwiseConv", getattr(L, f"DepthwiseConv{rank}D"), []), ("separableConv", getattr(L, f"SeparableConv{rank}D"), [3])]:
            which = name + suffix
            # kernel, strides, dilation, multiplier
            configs = [(3, 1, 1, 1), (2, 2, 1, 2), (3, 1, 2, 1), (3, 2, 1, 1), (1, 1, 1, 3), (2, 2, 2, 1)]
            configs += [((2, 3), 1, 1, 2), ((3, 1), (1, 2), 1, 1), ((2, 3), 1, (2, 1), 2)] if rank == 2 else []
            for kernel, strides, dilation, multiplier in configs:
                for padding in paddings:
                    for fmt in formats:
                        out.append(one(which, layer, rank, [*first, kernel], fmt, strides=strides, padding=padding, dilation_rate=dilation, depth_multiplier=multiplier, activation="tanh"))
            out.append(case(which, lambda: layer(*first, 2), [*first, 2], shape_of("channels_last", *sizes_of[rank])))
            theirs, ours = penalties("depthwise", *(["pointwise"] if first else []), "bias")
            out.append(one(which, layer, rank, [*first, 2], theirs=theirs, ours=ours))
            out.append(one(which, layer, rank, [*first, 2], use_bias=False))
    return out


def transposed():
    out = []
    for rank in (1, 2, 3):
        which, layer = f"conv{rank}dTranspose", getattr(L, f"Conv{rank}DTranspose")
        sizes = {1: (4,), 2: (3, 4), 3: (2, 3, 2)}[rank]
        # kernel, strides, dilation, output padding
        configs = [(3, 1, 1, None), (2, 2, 1, None), (3, 2, 1, None), (2, 3, 1, None), (3, 1, 2, None), (4, 2, 1, None), (1, 2, 1, None), (3, 2, 1, 1), (2, 2, 1, 1), (3, 2, 1, 0), (4, 3, 1, 2), (2, 1, 1, 0), (3, 1, 2, 0), (5, 3, 1, 1)]
        configs += [((2, 3), (1, 2), 1, None), ((3, 2), (2, 3), 1, (1, 2)), (2, 1, (1, 2), None), ((3, 1), (3, 1), 1, (0, 0))] if rank == 2 else []
        configs = configs[:4] + configs[7:9] + [((2, 1, 3), (1, 2, 2), 1, (0, 1, 0)), (2, 1, (2, 1, 1), None)] if rank == 3 else configs
        for kernel, strides, dilation, output in configs:
            for padding in paddings:
                for fmt in formats:
                    out.append(one(which, layer, rank, [2, kernel], fmt, 3, sizes, 1 if rank == 3 else 2, strides=strides, padding=padding, dilation_rate=dilation, output_padding=output, activation="tanh"))
        out.append(case(which, lambda: layer(2, 2), [2, 2], shape_of("channels_last", *sizes)))
        theirs, ours = penalties("kernel", "bias")
        out.append(one(which, layer, rank, [2, 2], sizes=sizes, theirs=theirs, ours=ours))
        out.append(one(which, layer, rank, [2, 2], sizes=sizes, use_bias=False))
    return out


def conv3d():
    out = [case("conv3d", lambda: L.Conv3D(2, 2), [2, 2], (1, 2, 3, 3, 2))]
    for kernel, strides, dilation, groups in [(2, 1, 1, 1), ((1, 3, 2), 1, 1, 1), (2, 2, 1, 1), (3, (1, 2, 1), 1, 1), (2, 1, 2, 1), (2, 1, (1, 2, 1), 1), (2, 1, 1, 2), (1, 1, 1, 1), ((4, 4, 3), 1, 1, 1)]:
        for padding in paddings:
            for fmt in formats:
                out.append(one("conv3d", L.Conv3D, 3, [2, kernel], fmt, batch=1, sizes=(4, 5, 3), strides=strides, padding=padding, dilation_rate=dilation, groups=groups, activation="tanh"))
    theirs, ours = penalties("kernel", "bias")
    out.append(one("conv3d", L.Conv3D, 3, [2, 2], sizes=(2, 3, 2), theirs=theirs, ours=ours))
    out.append(one("conv3d", L.Conv3D, 3, [2, 2], sizes=(2, 3, 2), use_bias=False))
    return out


pools = [(2, None), ((2, 3, 1), None), (2, 1), ((1, 3, 2), (2, 1, 2)), (3, 2)]


def pooling():
    out = []
    for which, layer in [("maxPooling3d", L.MaxPooling3D), ("averagePooling3d", L.AveragePooling3D)]:
        out.append(case(which, lambda: layer(2), [], (1, 4, 3, 2, 2)))
        for pool, strides in pools:
            for padding in paddings:
                for fmt in formats:
                    if which == "maxPooling3d" or padding == "valid":
                        out.append(one(which, layer, 3, [pool], fmt, batch=1, sizes=(4, 5, 3), strides=strides, padding=padding))
    for which, layer in [("globalMaxPooling3d", L.GlobalMaxPooling3D), ("globalAveragePooling3d", L.GlobalAveragePooling3D)]:
        for fmt in formats:
            for keep in (False, True):
                out.append(case(which, lambda: layer(data_format=fmt, keepdims=keep), [{"dataFormat": camel(fmt), "keepDims": keep}], shape_of(fmt, 2, 3, 2)))
    return out


class InFloat32(L.AveragePooling3D):
    """TensorFlow pools volumes in float32 alone on a CPU."""

    def call(self, x):
        return ops.cast(super().call(ops.cast(x, "float32")), "float64")


def padded_average():
    """On PyTorch, Keras counts the padding of averages; on TensorFlow it does not, and pools channels last alone on a CPU."""
    return [one("averagePooling3d", InFloat32, 3, [pool], batch=1, sizes=(4, 5, 3), strides=strides, padding="same") for pool, strides in pools]


if os.environ["KERAS_BACKEND"] == "tensorflow":
    print(json.dumps(padded_average()))
else:
    own = edges() + up_sampling() + channelwise() + transposed() + conv3d() + pooling()
    run = subprocess.run([sys.executable, __file__], env={**os.environ, "KERAS_BACKEND": "tensorflow"}, stdout=subprocess.PIPE, check=True, text=True)
    write("layers-conv.json", own + json.loads(run.stdout.splitlines()[-1]))
