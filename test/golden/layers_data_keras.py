"""Golden values of layers that prepare data, by Keras 3.

Run in a Python environment with Keras 3 and TensorFlow:  python test/golden/layers_data_keras.py [DIR]
layers-data.json: cases of layers, as layer_case.py describes them.
count-weights.json: categoryEncoding with weights: {args, x, countWeights, y}.
adapt.json: what layers learn from data: {layer, args, batches, weights}, the weights by Tenon's names.
"""
import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import keras
import numpy as np
from golden import draw, pack, rng, write
from keras import layers as L
from keras import ops
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


def ids(high, *shape):
    return rng.integers(0, high, shape).astype("int32")


class EachSample(keras.Layer):
    """Keras joins the second axis, whatever the rank, where its documentation has the last; so each sample of ids goes by itself."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def build(self, shape):
        self.inner.build((None, shape[-1]))

    def call(self, x):
        rows = self.inner(ops.reshape(x, (-1, x.shape[-1])))
        return ops.reshape(rows, (*x.shape[:-1], rows.shape[-1]))


MODES = {"multiHot": "multi_hot", "oneHot": "one_hot", "count": "count"}


def category_encoding(x, tokens, mode=None):
    make = lambda: L.CategoryEncoding(tokens, **({"output_mode": MODES[mode]} if mode else {}))
    each = x.ndim > 2 and mode != "oneHot"
    return case("categoryEncoding", (lambda: EachSample(make())) if each else make, [tokens, {"outputMode": mode} if mode else {}], x.shape, x=x)


def category_encodings():
    yield category_encoding(ids(5, 3, 4), 5)
    for mode in MODES:
        yield category_encoding(ids(5, 3, 4), 5, mode)
        yield category_encoding(ids(3, 4, 1), 3, mode)
        yield category_encoding(ids(4, 2, 3, 5), 4, mode)
        yield category_encoding(np.zeros((2, 3), "int32"), 1, mode)
    yield category_encoding(ids(4, 6), 4, "oneHot")
    yield category_encoding(ids(4, 2, 3, 1), 4, "oneHot")
    yield category_encoding(ids(40, 3, 20), 90, "count")


def count_weights():
    for tokens, shape in [(4, (3, 2)), (3, (2, 6)), (3, (4, 1))]:
        x, weights = ids(tokens, *shape), draw(*shape)
        y = L.CategoryEncoding(tokens, output_mode="count")(x, count_weights=weights)
        yield {"args": [tokens, {"outputMode": "count"}], "x": pack(x), "countWeights": pack(weights), "y": pack(y)}


def discretization(boundaries, shape, mode="int", learnt=False, x=None):
    """Keras has no weights here, where Tenon has those boundaries that are learnt; and no gradient."""
    x = draw(*shape) if x is None else x
    layer = L.Discretization(boundaries, output_mode={**MODES, "int": "int"}[mode])
    y = (EachSample(layer) if x.ndim > 2 and mode in ("multiHot", "count") else layer)(x)
    none = {"training": False, "mask": None, "outputMask": None, "penalty": None, "xGradient": None, "gradients": {}, "updates": {}}
    return {
        "layer": "discretization", "args": [len(boundaries) + 1 if learnt else boundaries, {"outputMode": mode}], "x": pack(x),
        "weights": {"binBoundaries": pack(np.array(boundaries, "float64"))} if learnt else {}, "y": pack(y), "cotangent": pack(draw(*y.shape)), **none,
    }


def discretizations():
    edges = np.array([[-0.5, 0.25, 1.0], [0.0, -0.75, 0.5]])
    for mode in ("int", *MODES):
        for learnt in (False, True):
            yield discretization([-0.5, 0, 0.25], (4, 5), mode, learnt)
        yield discretization([-0.5, 0.25, 0.25, 0.5], (2, 3), mode, x=edges)
        yield discretization([0.1], (3, 1), mode)
        yield discretization([-0.3, 0.3], (2, 3, 2), mode)
    for mode in ("int", "oneHot"):
        yield discretization([-0.3, 0.3], (6,), mode)


def adapted(layer, args, batches, built, weights):
    built.adapt(batches[0] if len(batches) == 1 else list(batches))
    return {"layer": layer, "args": args, "batches": [pack(batch) for batch in batches], "weights": {name: pack(value) for name, value in weights(built).items()}}


def moments(layer):
    return {"mean": layer.adapt_mean, "variance": layer.adapt_variance}


def boundaries():
    for bins, epsilon, counts in [(4, 0.01, [9]), (4, 0.01, [40, 3, 25]), (10, 0.01, [500]), (3, 0.1, [80, 70, 90]), (5, 0.05, [30] * 12), (2, 0.01, [2]), (49, 0.01, [700]), (3, 0.3, [40])]:
        # of several batches no two numbers are equal: NumPy's argsort has those in any order
        batches = [np.round(rng.normal(size=(count, 1)) * 4, 1 if len(counts) == 1 else 6).astype("float32") for count in counts]
        layer = L.Discretization(num_bins=bins, epsilon=epsilon)
        one = adapted("discretization", [bins, {"epsilon": epsilon}], batches, layer, lambda built: {"binBoundaries": np.array(built.bin_boundaries[: bins - 1])})
        assert len(one["weights"]["binBoundaries"]["data"]) == bins - 1
        yield one


def statistics():
    for axis, shapes in [(-1, [(7, 3)]), (-1, [(7, 3), (4, 3), (1, 3)]), (None, [(5, 2), (3, 2)]), (None, [(6,)]), (1, [(4, 3, 2)]), ([1, -1], [(3, 2, 2, 4), (2, 2, 2, 4)]), (-1, [(2, 3, 2), (2, 5, 2)])]:
        yield adapted("normalization", [{"axis": axis}], [draw(*shape, low=-3, high=20) for shape in shapes], L.Normalization(axis=axis), moments)
    # numbers that float32 cannot add up
    yield adapted("normalization", [{}], [draw(50, 2, low=1e6, high=1e6 + 4) for _ in range(3)], L.Normalization(), moments)


write("layers-data.json", [*normalizations(), *category_encodings(), *discretizations()])
write("count-weights.json", [*count_weights()])
write("adapt.json", [*statistics(), *boundaries()])
