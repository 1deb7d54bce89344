"""Golden values by Keras 3 of normalizations, activations with options, and regularization.

Run in a Python environment with Keras 3 and TensorFlow:  python test/golden/layers_norm_keras.py [DIR]

layers-norm.json: cases as layer_case.py describes them. What is drawn at random has cases of rate 0 and of inference alone here; its
statistics are in test/dsl/noise.test.ts.
"""
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import keras
import numpy as np
from golden import camel, write
from keras import layers as L
from keras.regularizers import L1L2
from layer_case import case

keras.config.set_floatx("float64")

REGULARIZED = {"beta_regularizer": L1L2(0.1, 0.2), "gamma_regularizer": L1L2(0.3, 0)}
REGULARIZERS = {"betaRegularizer": {"l1": 0.1, "l2": 0.2}, "gammaRegularizer": {"l1": 0.3, "l2": 0}}
MASK = np.array([[1, 1, 0], [1, 0, 0]])


def options_of(options):
    return {camel(name): value for name, value in options.items()}


def normalization(name, layer, shape, mask=None, **options):
    return case(name, lambda: layer(**options), [options_of(options)], shape, mask=mask)


def normalizations():
    out = []
    for name, layer in [("layerNormalization", L.LayerNormalization), ("rmsNormalization", L.RMSNormalization), ("unitNormalization", L.UnitNormalization)]:
        # Keras sorts negative axes before positive ones, and lays the scale of RMSNormalization along last axes only
        last = [(-1, (3, 4)), (-1, (2, 3, 4)), ([2, 3], (2, 3, 2, 4)), ([3, 1, 2], (2, 3, 2, 2))]
        others = [] if name == "rmsNormalization" else [(1, (2, 3, 4)), (-2, (2, 3, 4, 2)), ([1, 3], (2, 3, 2, 4))]
        for axis, shape in last + others:
            out.append(normalization(name, layer, shape, axis=axis))
        out.append(normalization(name, layer, (2, 3, 4), mask=MASK))
    for options in [{"scale": False}, {"center": False}, {"scale": False, "center": False}, {"epsilon": 0.2}]:
        out.append(normalization("layerNormalization", L.LayerNormalization, (2, 3, 4), **options))
        out.append(normalization("groupNormalization", L.GroupNormalization, (2, 3, 4), groups=2, **options))
    out.append(normalization("rmsNormalization", L.RMSNormalization, (2, 3, 4), epsilon=0.2))
    for groups, axis, shape in [(2, -1, (2, 6)), (3, -1, (2, 5, 6)), (1, -1, (2, 3, 2, 4)), (-1, -1, (2, 3, 2, 4)), (2, 1, (2, 4, 3, 2)), (-1, 1, (2, 3, 4, 2)), (2, -2, (2, 3, 4, 2)), (2, -1, (2, 2, 2, 2, 4))]:
        out.append(normalization("groupNormalization", L.GroupNormalization, shape, groups=groups, axis=axis))
    out.append(normalization("groupNormalization", L.GroupNormalization, (2, 3, 4), mask=MASK, groups=2))
    for name, layer, options in [("layerNormalization", L.LayerNormalization, {}), ("groupNormalization", L.GroupNormalization, {"groups": 2})]:
        out.append(case(name, lambda: layer(**options, **REGULARIZED), [{**options, **REGULARIZERS}], (2, 3, 4)))
    out.append(case("unitNormalization", lambda: L.UnitNormalization(), [{}], (2, 3), x=np.array([[0.5, -2.0, 1.0], [3e-6, 4e-6, 0]]), differentiate=False))
    return out


write("layers-norm.json", normalizations())
