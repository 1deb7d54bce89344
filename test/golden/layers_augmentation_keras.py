"""Golden values of Keras 3's layers that change images at random in training.

Run in a Python environment with Keras 3 and PyTorch:  python test/golden/layers_augmentation_keras.py [DIR]
Keras draws the numbers that Tenon draws with seed 0 at step 0 (src/codegen/random.ts), which uniform() below makes again, so that what
the layers make of their numbers is compared too. PyTorch is the backend whose affine_transform reads beyond the edges as Keras's
descriptions say; TensorFlow's 'wrap' differs.

Two layers do not what their own descriptions say. RandomContrast takes one factor as [0, factor]; it is given [factor, factor] here.
RandomCrop leaves images as they are outside training, and resizes some of another proportion; Described does what is described.

layers-augmentation.json: cases of layers, as layer_case.py describes them.
"""
import os

os.environ.setdefault("KERAS_BACKEND", "torch")
import keras
import numpy as np
from golden import camel, write
from keras import layers as L
from layer_case import case

keras.config.set_floatx("float64")

int32 = np.int32
golden_ratio = int32(0x9E3779B1 - 2**32)
rounds = [(0x7FEB352E, 0x2C1B3C6D), (0x297A2D3A, 0x846CA68B - 2**32), (0x1B873592, 0x5BD1E995)]


def carry_up(x, turn):
    a, b = map(int32, rounds[turn])
    return x * (x * a + b)


def quotient(x, by):
    """Rounded towards zero."""
    return (np.sign(x.astype(np.int64)) * (np.abs(x.astype(np.int64)) // by)).astype(int32)


def bring_down(x):
    return x + quotient(x, 1 << 15)


def key_of(*parts):
    key = np.array([1], int32)
    for part in parts:
        key = key * golden_ratio + int32(part)
        for turn in range(3):
            key = bring_down(carry_up(key, turn))
    return key


streams = 0


def uniform(shape, minval=0.0, maxval=1.0, dtype=None, seed=None):
    """The next numbers of Tenon's in [minval, maxval)."""
    global streams
    streams += 1
    count = int(np.prod(shape))
    with np.errstate(over="ignore"):
        key = key_of(0, 0, streams)
        first = bring_down(carry_up(np.arange(count, dtype=int32) * golden_ratio + key, 0))
        bits = carry_up(bring_down(carry_up(first + key, 1)), 2)
    unit = quotient(bits, 1 << 8).astype("float64") * 2.0**-24 + 0.5
    return keras.ops.convert_to_tensor((minval + (maxval - minval) * unit).reshape(tuple(shape)), dtype=dtype or keras.config.floatx())


keras.src.backend.torch.random.uniform = uniform


class Described(L.RandomCrop):
    def call(self, images, training=True):
        shape = images.shape
        if training and shape[self.height_axis] > self.height and shape[self.width_axis] > self.width:
            return super().call(images, training=True)
        return keras.preprocessing.image.smart_resize(images, (self.height, self.width), data_format=self.data_format, backend_module=keras.src.backend)


formats = ("channels_last", "channels_first")


def shape_of(fmt, height, width, channels, batch):
    return (batch, height, width, channels) if fmt == "channels_last" else (batch, channels, height, width)


def drawing(layer):
    """The layer, which draws the same numbers at each call, and changes none of its input in place."""

    def call(self, images, **kwargs):
        global streams
        streams = 0
        return layer.__call__(self, images * 1, **kwargs)

    return type(layer.__name__, (layer,), {"__call__": call})


def one(which, layer, args, fmt="channels_last", sizes=(5, 4), training=True, ours=None, batch=5, channels=2, **options):
    """A case of a layer with these options, in both libraries' spelling; `ours` are Tenon's arguments where they differ."""
    spelled = {camel(name): camel(value) if isinstance(value, str) else value for name, value in {**options, "data_format": fmt}.items()}
    given = [camel(a) if isinstance(a, str) else a for a in args] if ours is None else ours
    return case(which, lambda: drawing(layer)(*args, **options, data_format=fmt), [*given, spelled], shape_of(fmt, *sizes, channels, batch), training)


def flips():
    out = [one("randomFlip", L.RandomFlip, ["horizontal"], training=False)]
    for fmt in formats:
        for mode in ("horizontal", "vertical", "horizontal_and_vertical"):
            out.append(one("randomFlip", L.RandomFlip, [mode], fmt))
    return out


def colours():
    out = []
    for fmt in formats:
        for factor in (0.3, 1, (0.2, 0.7), (0, 0)):
            both = factor if isinstance(factor, tuple) else (factor, factor)
            out.append(one("randomContrast", L.RandomContrast, [both], fmt, ours=[factor], value_range=(-2, 2)))
    # some pixels leave the range
    out.append(one("randomContrast", L.RandomContrast, [(0.2, 0.9)], value_range=(-0.7, 0.6)))
    out.append(one("randomContrast", L.RandomContrast, [(0.2, 0.9)]))
    out.append(one("randomContrast", L.RandomContrast, [(0.2, 0.9)], training=False))
    for fmt in formats:
        for factor in (0.3, -0.5, (-0.2, 0.7), (0.1, 0.1)):
            out.append(one("randomBrightness", L.RandomBrightness, [factor], fmt, value_range=(-2, 2)))
    out.append(one("randomBrightness", L.RandomBrightness, [1], value_range=(-0.7, 0.6)))
    out.append(one("randomBrightness", L.RandomBrightness, [0.1]))
    out.append(one("randomBrightness", L.RandomBrightness, [0.1], training=False))
    return out


fill_modes = ("reflect", "constant", "wrap", "nearest")


def moved():
    out = []
    for which, layer, factors in [
        ("randomTranslation", L.RandomTranslation, [(0.3, 0.4), ((0.2, 0.9), (-1, -0.1)), (0, -0.5)]),
        ("randomRotation", L.RandomRotation, [(0.1,), ((0.1, 0.9),), (-1,)]),
        ("randomZoom", L.RandomZoom, [(0.4,), ((0.2, 1), -0.5), ((-0.9, -0.3), None)]),
    ]:
        for fmt in formats:
            for mode in fill_modes:
                for interpolation in ("bilinear", "nearest"):
                    for factor in factors if interpolation == "bilinear" else factors[:2]:
                        args = [*factor, *([None] if which == "randomZoom" and len(factor) == 1 else [])]
                        out.append(one(which, layer, args, fmt, batch=3, fill_mode=mode, interpolation=interpolation))
            out.append(one(which, layer, args, fmt, batch=3, fill_mode="constant", fill_value=-0.75))
            out.append(one(which, layer, args, fmt, batch=3, fill_mode="constant", fill_value=2, interpolation="nearest"))
        out.append(one(which, layer, args, batch=2, sizes=(1, 6)))
        out.append(one(which, layer, args))
        out.append(one(which, layer, args, training=False))
    return out


def cropped():
    out = []
    for fmt in formats:
        for sizes, crop in [((6, 5), (3, 4)), ((5, 6), (1, 1)), ((5, 5), (4, 4)), ((5, 4), (5, 4)), ((5, 7), (5, 4)), ((4, 7), (6, 6)), ((6, 4), (3, 8)), ((2, 3), (5, 5)), ((7, 5), (2, 5))]:
            for training in (True, False):
                out.append(one("randomCrop", Described, list(crop), fmt, sizes, training, batch=2))
    return out


write("layers-augmentation.json", flips() + colours() + moved() + cropped())
