"""Golden values by Keras 3 of the interpolations of UpSampling2D that reach further than to the neighbours.

Run in a Python environment with Keras 3 and TensorFlow:  python test/golden/layers_resample_keras.py [DIR]
Keras gives what its backend gives: on JAX it is the same as on TensorFlow, on PyTorch the bicubic kernel is another.

layers-resample.json: cases of layers, as layer_case.py describes them.
"""
import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import keras
import tensorflow as tf
from golden import camel, write
from keras import layers as L
from keras import ops
from layer_case import case

keras.config.set_floatx("float64")


class Resampled(L.UpSampling2D):
    """UpSampling2D in float32, which TensorFlow's gradients need. Its bicubic kernel is read from a table of 1024 places; with
    antialias, which changes nothing where images grow, it is not."""

    def call(self, x):
        x = ops.cast(x, "float32")
        if self.data_format == "channels_first":
            x = ops.transpose(x, (0, 2, 3, 1))
        y = tf.image.resize(x, (x.shape[1] * self.size[0], x.shape[2] * self.size[1]), self.interpolation, antialias=True)
        if self.data_format == "channels_first":
            y = ops.transpose(y, (0, 3, 1, 2))
        return ops.cast(y, "float64")


def resampled():
    for interpolation in ("bicubic", "lanczos3", "lanczos5"):
        for fmt, size, sizes in [("channels_last", 2, (4, 5)), ("channels_last", (1, 4), (3, 6)), ("channels_first", (3, 5), (7, 3)), ("channels_last", 2, (1, 12))]:
            options = {"dataFormat": camel(fmt), "interpolation": interpolation}
            shape = (2, *sizes, 2) if fmt == "channels_last" else (2, 2, *sizes)
            yield case("upSampling2d", lambda: Resampled(size, fmt, interpolation), [size, options], shape)
    yield case("upSampling2d", lambda: L.UpSampling2D((2, 4), interpolation="bicubic"), [(2, 4), {"interpolation": "bicubic"}], (1, 4, 3, 2))


write("layers-resample.json", list(resampled()))
