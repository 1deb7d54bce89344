"""Golden values of Keras 3's layers over images and volumes beyond Conv2D and its pooling, and of depthwise, separable and transposed
convolutions.

Run in a Python environment with Keras 3 and PyTorch:  python test/golden/layers_conv_keras.py [DIR]

layers-conv.json: cases of layers, as layer_case.py describes them.
"""
import os

os.environ.setdefault("KERAS_BACKEND", "torch")
import keras
from golden import camel, write
from keras import layers as L
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


write("layers-conv.json", edges() + up_sampling())
