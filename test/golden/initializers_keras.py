"""Golden values of initializers by Keras 3: what they draw from, or their values where they do not draw.

Run in a Python environment with Keras 3, SciPy and TensorFlow:  python test/golden/initializers_keras.py [DIR]

initializers.json: a list of {initializer, options, shape, from, values}; options are null where the name alone is given. `from` is null,
  or the distribution that Keras asks for: {distribution: 'uniform', minval, maxval}, or 'normal' or 'truncatedNormal' {mean, stddev}, the
  latter cut at two stddev. `values` are null where there is a distribution.
"""
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import keras
from golden import camel, figure, pack, write
from keras.src.initializers import random_initializers

keras.config.set_floatx("float64")
drawn = []
out = []


class Recorder:
    """Keeps what initializers ask Keras's random numbers for."""

    def __init__(self, random):
        self.random = random

    def __getattr__(self, name):
        return getattr(self.random, name)

    def uniform(self, shape, minval, maxval, **rest):
        drawn.append({"distribution": "uniform", "minval": figure(minval), "maxval": figure(maxval)})
        return self.random.uniform(shape, minval=minval, maxval=maxval, **rest)

    def normal(self, shape, mean=0.0, stddev=1.0, **rest):
        drawn.append({"distribution": "normal", "mean": figure(mean), "stddev": figure(stddev)})
        return self.random.normal(shape, mean=mean, stddev=stddev, **rest)

    def truncated_normal(self, shape, mean=0.0, stddev=1.0, **rest):
        drawn.append({"distribution": "truncatedNormal", "mean": figure(mean), "stddev": figure(stddev)})
        return self.random.truncated_normal(shape, mean=mean, stddev=stddev, **rest)


random_initializers.random = Recorder(random_initializers.random)
words = {"fan_in": "fanIn", "fan_out": "fanOut", "fan_avg": "fanAvg", "truncated_normal": "truncatedNormal", "untruncated_normal": "untruncatedNormal"}


def case(name, shape, options=None):
    """`name` as Tenon has it, options as Keras does."""
    snake = "".join("_" + c.lower() if c.isupper() else c for c in name)
    f = getattr(keras.initializers, snake)(**(options or {}))
    drawn.clear()
    values = f(shape)
    own = None if options is None else {camel(k): words.get(v, v) if isinstance(v, str) else v for k, v in options.items()}
    out.append({"initializer": name, "options": own, "shape": list(shape), "from": drawn[0] if drawn and name != "orthogonal" else None,
                "values": None if drawn else pack(values)["data"]})


family = ["glorotUniform", "glorotNormal", "heUniform", "heNormal", "lecunUniform", "lecunNormal", "varianceScaling"]
for name in family:
    for shape in [(3, 3, 30, 60), (120, 90), (500,), (5, 40, 60)]:
        case(name, shape)
    case(name, (20, 30, 40), {"input_axes": [0], "output_axes": [1, 2]})
for mode in ("fan_in", "fan_out", "fan_avg"):
    for distribution in ("truncated_normal", "untruncated_normal", "uniform"):
        case("varianceScaling", (3, 3, 30, 60), {"scale": 0.7, "mode": mode, "distribution": distribution})
for name in ("randomNormal", "truncatedNormal"):
    case(name, (100, 100))
    case(name, (100, 100), {"mean": 3.0, "stddev": 0.5})
case("randomUniform", (100, 100))
case("randomUniform", (100, 100), {"minval": 2.0, "maxval": 4.0})
for name in ("zeros", "ones", "constant"):
    case(name, (2, 3))
case("constant", (2, 3), {"value": -2.5})
case("identity", (3, 3))
case("identity", (2, 4), {"gain": 1.5})
case("identity", (4, 2))
case("stft", (8, 1, 5))
for window in ("hann", "hamming", "blackman", "nuttall", "blackmanharris", "flattop", "boxcar", None):
    case("stft", (6, 1, 5), {"window": window, "side": "imag", "scaling": "spectrum", "periodic": True})
case("stft", (4, 1, 3), {"window": [0.5, 1.0, 0.75, 0.25], "scaling": None})
case("stft", (1, 1, 3), {"window": "hamming"})
case("orthogonal", (4, 6))
write("initializers.json", out)
