"""Golden values of layers that prepare data, by Keras 3.

Run in a Python environment with Keras 3 and TensorFlow:  python test/golden/layers_data_keras.py [DIR]
layers-data.json: cases of layers, as layer_case.py describes them.
adapt.json: what layers learn from data: {layer, args, batches, weights}, the weights by Tenon's names.
"""
import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import keras
import numpy as np
from golden import draw, pack, write
from keras import layers as L
from layer_case import case

keras.config.set_floatx("float64")

MASK = np.array([[1, 1, 0], [1, 0, 0]])


class Given(L.Normalization):
    """Takes the statistics that were assigned to its weights."""

    def call(self, inputs):
        self.finalize_state()
        return super().call(inputs)


def spread(name, shape):
    return draw(*shape, low=0.5, high=1.5) if name == "variance" else 0 if name == "count" else draw(*shape)


def normalization(shape, mask=None, value=spread, **options):
    one = case("normalization", lambda: Given(**options), [options], shape, mask=mask, value=value)
    one["weights"].pop("count", None)
    return one


def normalizations():
    for axis, shape in [(-1, (2, 4)), (None, (2, 4)), (1, (2, 3, 4)), (-2, (2, 3, 4)), ([-1, 1], (2, 3, 2, 4)), ([1, 2], (2, 3, 4)), (None, (5,)), (None, (2, 3, 4))]:
        for invert in (False, True):
            yield normalization(shape, axis=axis, invert=invert)
    yield normalization((2, 3, 4), mask=MASK)
    yield normalization((3, 2), value=lambda name, shape: 0 if name == "count" else np.array([0.0, 4e-16]) if name == "variance" else draw(*shape))
    for axis, mean, variance, shape in [(-1, [1, -2, 0.5], [4, 0.25, 1], (2, 3)), (-1, 3, 2, (2, 3)), (None, 3, 2, (2, 3)), ([1, 2], [[1, 2, 3], [4, 5, 6]], [[1, 2, 3], [4, 5, 6]], (2, 2, 3)), ([1, 2], [1, 2, 3], [0.5, 2, 3], (2, 2, 3)), ([1, 2], [[1], [2]], [[0.5], [2]], (2, 2, 3)), (1, [1, 2], [3, 4], (2, 2, 3)), (-1, [5], [2], (2, 3))]:
        for invert in (False, True):
            yield normalization(shape, axis=axis, mean=mean, variance=variance, invert=invert)


def adapted(args, batches, layer):
    layer.adapt(batches[0] if len(batches) == 1 else list(batches))
    return {
        "layer": "normalization", "args": args, "batches": [pack(batch) for batch in batches],
        "weights": {"mean": pack(layer.adapt_mean), "variance": pack(layer.adapt_variance)},
    }


def statistics():
    for axis, shapes in [(-1, [(7, 3)]), (-1, [(7, 3), (4, 3), (1, 3)]), (None, [(5, 2), (3, 2)]), (None, [(6,)]), (1, [(4, 3, 2)]), ([1, -1], [(3, 2, 2, 4), (2, 2, 2, 4)]), (-1, [(2, 3, 2), (2, 5, 2)])]:
        yield adapted([{"axis": axis}], [draw(*shape, low=-3, high=20) for shape in shapes], L.Normalization(axis=axis))
    # numbers that float32 cannot add up
    yield adapted([{}], [draw(50, 2, low=1e6, high=1e6 + 4) for _ in range(3)], L.Normalization())


write("layers-data.json", [*normalizations()])
write("adapt.json", [*statistics()])
