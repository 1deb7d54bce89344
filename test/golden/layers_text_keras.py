"""Golden values of layers for text, and of layers that a mask goes through, by Keras 3.

Run in a Python environment with Keras 3 and TensorFlow:  python test/golden/layers_text_keras.py [DIR]
layers-text.json: cases of layers, as layer_case.py describes them.
"""
import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import keras
import numpy as np
from golden import draw, rng, write
from keras import layers as L
from keras.regularizers import L1, L2
from layer_case import case

keras.config.set_floatx("float64")


def ids(high, *shape):
    return rng.integers(0, high, shape).astype("int32")


def with_gaps(value, *shape):
    """Steps of which every third is `value`; the second has it in one feature only."""
    x = draw(*shape)
    x[:, ::3] = value
    x[:, 1, 0] = value
    return x


def taking_mask(kind, *arguments):
    """A layer whose call takes a mask, as `case` gives it, and lets it be: what becomes of it is for compute_mask to say."""
    class Taking(kind):
        def call(self, inputs, mask=None):
            return super().call(inputs)

    return lambda: Taking(*arguments)


def embedding(x, rows, columns, options=None, **keras_options):
    return case("embedding", lambda: L.Embedding(rows, columns, **keras_options), [rows, columns, options or {}], x.shape, x=x)


def embeddings():
    yield embedding(ids(6, 2, 5), 6, 3)
    yield embedding(ids(6, 4), 6, 3)
    yield embedding(ids(6, 2, 2, 3), 6, 2)
    yield embedding(ids(90, 3, 20), 90, 4)
    yield embedding(np.full((2, 7), 68, "int32"), 70, 2)
    yield embedding(ids(6, 2, 5).astype("float64"), 6, 3)
    for rows in (4, 70):
        yield embedding(ids(4, 2, 6), rows, 3, {"maskZero": True}, mask_zero=True)
    both = {"embeddings_regularizer": L2(0.3), "activity_regularizer": L1(0.2)}
    yield embedding(ids(5, 2, 4), 5, 2, {"embeddingsRegularizer": {"l1": 0, "l2": 0.3}, "activityRegularizer": {"l1": 0.2, "l2": 0}}, **both)


def maskings():
    for value in (0, -1.5):
        yield case("masking", lambda: L.Masking(value), [value], (2, 7, 3), x=with_gaps(value, 2, 7, 3))
    yield case("masking", lambda: L.Masking(), [], (2, 4, 1), x=with_gaps(0, 2, 4, 1))
    yield case("masking", taking_mask(L.Masking), [], (2, 4, 3), mask=np.array([[1, 0, 1, 1], [0, 0, 0, 1]], "int32"))


def normalizations(mask):
    for training in (False, True):
        for axis in (-1, 1):
            yield case("batchNormalization", lambda: L.BatchNormalization(axis=axis, momentum=0.7), [{"axis": axis, "momentum": 0.7}], (3, 4, 2), training, mask=mask)
        yield case("batchNormalization", lambda: L.BatchNormalization(scale=False, center=False), [{"scale": False, "center": False}], (3, 4, 2), training, mask=mask)


def passing_on(mask):
    yield case("dense", taking_mask(L.Dense, 3, "tanh"), [3, {"activation": "tanh"}], (3, 4, 2), mask=mask)
    yield case("activation", taking_mask(L.Activation, "relu"), ["relu"], (3, 4, 2), mask=mask)
    yield case("dropout", taking_mask(L.Dropout, 0.5), [0.5], (3, 4, 2), mask=mask)
    yield case("dropout", taking_mask(L.Dropout, 0), [0], (3, 4, 2), True, mask=mask)
    yield case("rescaling", taking_mask(L.Rescaling, 0.5), [0.5], (3, 4, 2), mask=mask)


some = np.array([[1, 1, 0, 0], [1, 1, 1, 1], [0, 1, 0, 1]], "int32")
write("layers-text.json", [*embeddings(), *maskings(), *normalizations(some), *normalizations(np.ones((3, 4), "int32")), *normalizations(np.zeros((3, 4), "int32")), *passing_on(some)])
