"""Golden values of activations with options by Keras 3, and the names of all that it has.

Run in a Python environment with Keras 3 and TensorFlow:  python test/golden/activations_keras.py [DIR]

activation-names.json: the names in keras.activations, as Tenon spells them.
activations-options.json: a list of {name, options, x, y, cotangent, gradient}. Keras 3.15's sparsemax is wrong where more than one
element is above 0: here it is computed by the formula of Martins & Astudillo (2016).
"""
import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import keras
import numpy as np
import tensorflow as tf
from golden import camel, draw, gradients, grid, pack, write
from keras import ops

keras.config.set_floatx("float64")


def sparsemax(x, axis=-1):
    z = tf.experimental.numpy.moveaxis(x, axis, -1)
    descending = tf.sort(z, direction="DESCENDING")
    sums = tf.cumsum(descending, axis=-1)
    k = tf.range(1, z.shape[-1] + 1, dtype=z.dtype)
    support = tf.reduce_sum(tf.cast(1 + k * descending > sums, tf.int32), axis=-1, keepdims=True)
    tau = (tf.gather(sums, support - 1, axis=-1, batch_dims=z.ndim - 1) - 1) / tf.cast(support, z.dtype)
    y = tf.nn.relu(z - tau)
    np.testing.assert_allclose(tf.reduce_sum(y, -1), 1)
    return tf.experimental.numpy.moveaxis(y, -1, axis)


def apart(*shape, axis):
    """Numbers of which none is about to be let in, or out, by sparsemax."""
    while True:
        x = 2 * draw(*shape)
        y = np.asarray(sparsemax(tf.constant(x), axis))
        tau = np.max(np.where(y > 0, x - y, -np.inf), axis, keepdims=True)
        if np.min(np.abs(x - tau)) > 0.02:
            return x


def case(name, x=grid, **options):
    f = sparsemax if name == "sparsemax" else getattr(keras.activations, name)
    cotangent = draw(*x.shape)

    def run(tensors):
        y = f(tensors[0], **options)
        return ops.sum(y * ops.convert_to_tensor(cotangent)), y

    _, y, (gradient,) = gradients(run, [ops.convert_to_tensor(x)])
    return {"name": camel(name), "options": {camel(key): value for key, value in options.items()},
            "x": pack(x), "y": pack(y), "cotangent": pack(cotangent), "gradient": pack(gradient)}


def cases():
    for options in [{"max_value": 5}, {"max_value": 6}, {"negative_slope": 0.1}, {"negative_slope": 1.5}, {"threshold": 1},
                    {"max_value": 4, "negative_slope": 0.2}, {"negative_slope": 0.2, "threshold": 0.5},
                    {"max_value": 4, "negative_slope": 0.2, "threshold": 0.5}]:
        yield case("relu", **options)
    for slope in (0, 0.3, 1.5):
        yield case("leaky_relu", negative_slope=slope)
    for alpha in (0.5, 2):
        yield case("elu", alpha=alpha)
        yield case("celu", alpha=alpha)
    yield case("gelu", approximate=False)
    yield case("gelu", approximate=True)
    yield case("squareplus", b=1)
    yield case("hard_shrink", threshold=1)
    yield case("soft_shrink", threshold=1)
    yield case("threshold", threshold=1, default_value=-2)
    for axis in (0, 1, -1):
        for name in ("softmax", "log_softmax", "sparsemax"):
            yield case(name, apart(3, 4, 5, axis=axis), axis=axis)
    yield case("sparsemax")


names = [name for name in dir(keras.activations) if not name.startswith("_") and name not in ("serialize", "deserialize", "get")]
write("activation-names.json", [camel(name) for name in names])
write("activations-options.json", list(cases()))
