"""Golden values of weights of examples and of masks, by Keras 3: in losses, in metrics, and in a fit.

Run in a Python environment with Keras 3 and TensorFlow:  python test/golden/weights_keras.py [DIR]

weights.json is a list of cases of three kinds; `mask` is 0 or 1 for [batch, time], `sampleWeight` is a tensor, each null where there
is none:
  loss   {loss, options, target, x, mask, sampleWeight, value, gradient}: x is the model's output; the gradient is with respect to x
  figures {loss, metrics, weightedMetrics, masking, activation, x, y, sampleWeight, batchSize, figures}: `evaluate` of a model whose
         output is the activation of its input, with or without a layer Masking; figures have Keras's names, with Tenon's metrics in them
  fit    {loss, activation, metrics, weightedMetrics, masking, kernel, bias, x, y, sampleWeight, classWeight, validationSplit,
         batchSize, epochs, learningRate, history, after}: a Dense layer trained by SGD, without shuffling; `after` are its weights
"""
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import keras
import numpy as np
from golden import array, camel, draw, exact, figure, gradients, pack, write
from keras import losses as K
from keras import ops

keras.config.set_floatx("float64")
out = []
packed = lambda x: None if x is None else pack(x)


def tenon_name(name):
    """val_weighted_binary_accuracy as Tenon spells it: only the metric itself in camelCase."""
    for prefix in ("val_", "weighted_"):
        if name.startswith(prefix):
            return prefix + tenon_name(name[len(prefix):])
    return camel(name)


# four steps with one to four that count, a row with none at all, and one with a hole
mask = np.array([[1, 1, 1, 1], [1, 0, 0, 0], [1, 0, 1, 0], [0, 0, 0, 0], [1, 1, 0, 0]], "int32")


def losses():
    def case(loss, options, target, x, mask, weights):
        call = getattr(K, loss)(**options)

        def run(tensors):
            output = tensors[0] * 1
            if mask is not None:
                keras.src.backend.set_keras_mask(output, ops.convert_to_tensor(mask, dtype="bool"))
            return call(ops.convert_to_tensor(target), output, sample_weight=weights), None

        value, _, (gradient,) = gradients(run, [ops.convert_to_tensor(x)])
        out.append({"kind": "loss", "loss": loss[0].lower() + loss[1:], "options": {camel(k): v for k, v in options.items()}, "target": pack(target),
                    "x": pack(x), "mask": packed(mask), "sampleWeight": packed(weights), "value": figure(array(value)), "gradient": pack(gradient)})

    logits = {"from_logits": True}
    names = [("SparseCategoricalCrossentropy", logits), ("CategoricalCrossentropy", logits), ("BinaryCrossentropy", logits),
             ("MeanSquaredError", {}), ("MeanAbsoluteError", {}), ("Huber", {"delta": 0.4})]

    def target_of(loss, shape):
        labels = np.random.default_rng(7).integers(0, shape[-1], shape[:-1]).astype("int32")
        return labels if loss.startswith("Sparse") else np.eye(shape[-1])[labels] if "entropy" in loss else draw(*shape)

    for loss, options in names:
        rows, steps = (5, 3), (5, 4, 3)
        x = draw(*rows, low=-3, high=3)
        case(loss, options, target_of(loss, rows), x, None, draw(5, low=0, high=3))
        case(loss, options, target_of(loss, rows), x, None, draw(5, 1, low=0, high=3))
        x = draw(*steps, low=-3, high=3)
        target = target_of(loss, steps)
        case(loss, options, target, x, None, draw(5, 4, low=0, high=3))
        case(loss, options, target, x, None, draw(5, 1, low=-1, high=3))
        case(loss, options, target, x, mask, None)
        case(loss, options, target, x, mask, draw(5, 4, low=0, high=3))
        case(loss, options, target, x, mask, draw(5, 1, low=0, high=3))
    case("MeanSquaredError", {}, draw(5, 4, 3), draw(5, 4, 3), 0 * mask, None)
    case("MeanSquaredError", {}, draw(2, 1, 3), draw(2, 1, 3), None, draw(2, low=0, high=3))
    case("MeanSquaredError", {}, draw(2, 4, 3), draw(2, 4, 3), None, draw(2, 4, 1, low=0, high=3))
    case("MeanSquaredError", {}, draw(2, 4, 2, 3), draw(2, 4, 2, 3), None, draw(2, 1, 2, low=0, high=3))


def layers_of(shape, masking):
    return [keras.Input(shape), *([keras.layers.Masking(0.0)] if masking else [])]


def masked(x, keep):
    return exact(np.where(np.asarray(keep, bool)[..., None], x, 0))


def figures():
    def case(loss, metrics, weighted, x, y, weights, masking=False, activation="linear", batch=3):
        model = keras.Sequential([*layers_of(x.shape[1:], masking), keras.layers.Activation(activation)])
        model.compile(loss=loss, metrics=metrics, weighted_metrics=weighted)
        got = model.evaluate(x, y, sample_weight=weights, batch_size=batch, verbose=0, return_dict=True)
        out.append({"kind": "figures", "loss": camel(loss), "metrics": [camel(m) for m in metrics], "weightedMetrics": [camel(m) for m in weighted],
                    "masking": masking, "activation": activation, "x": pack(x), "y": pack(y), "sampleWeight": packed(weights), "batchSize": batch,
                    "figures": {tenon_name(k): figure(v) for k, v in got.items()}})

    def labels_for(x):
        """Right for most."""
        labels = x.argmax(-1).astype("int32")
        flat = labels.reshape(-1)
        flat[::3] = (flat[::3] + 1) % x.shape[-1]
        return labels

    sparse, cat, binary, mse = "sparse_categorical_crossentropy", "categorical_crossentropy", "binary_crossentropy", "mean_squared_error"
    x = draw(8, 4, low=0.02, high=0.98)
    y = labels_for(x)
    weights = draw(8, low=0, high=3)
    zeros = exact(np.where(np.arange(8) < 3, 0, weights))
    for w in (None, weights, zeros, 0 * weights):
        case(sparse, ["accuracy"], ["accuracy"], x, y, w)
    case(cat, ["categorical_accuracy"], ["accuracy", "mse"], x, np.eye(4)[y], weights)
    case(binary, [], ["binary_accuracy", "mae"], x, np.eye(4)[y], weights, batch=5)
    case(mse, ["mae"], ["mae", "mse"], draw(8, 2), draw(8, 2), exact([1, -1, 0, 2, -0.5, 1, 0, 3]))
    x = draw(8, 4, 3, low=0.02, high=0.98)
    y = labels_for(x)
    weights = draw(8, 4, low=0, high=3)
    case(sparse, ["accuracy"], ["accuracy"], x, y, weights)
    case(sparse, ["accuracy"], ["accuracy"], x, y, draw(8, 1, low=0, high=3))
    case(mse, ["mae"], ["mae"], x, draw(8, 4, 3), weights)
    # the first batch holds no step that counts
    for keep in (np.concatenate([mask, mask[:3]]), np.concatenate([0 * mask[:3], mask])):
        for w in (None, weights, draw(8, 1, low=0, high=3)):
            case(sparse, ["accuracy"], ["accuracy"], masked(x, keep), y, w, masking=True, activation="softmax")
        case(mse, ["mae"], ["mae", "mse"], masked(x, keep), draw(8, 4, 3), weights, masking=True)


def fits():
    def case(loss, activation, units, x, y, metrics=(), weighted=(), weights=None, classes=None, split=0.0, masking=False, batch=3, epochs=2, rate=0.5):
        model = keras.Sequential([*layers_of(x.shape[1:], masking), keras.layers.Dense(units, activation=activation)])
        kernel, bias = draw(x.shape[-1], units), draw(units)
        model.layers[-1].set_weights([kernel, bias])
        model.compile(optimizer=keras.optimizers.SGD(rate), loss=loss, metrics=list(metrics), weighted_metrics=list(weighted))
        history = model.fit(x, y, sample_weight=weights, class_weight=classes, validation_split=split, batch_size=batch, epochs=epochs, shuffle=False, verbose=0).history
        out.append({"kind": "fit", "loss": camel(loss), "activation": activation, "metrics": [camel(m) for m in metrics],
                    "weightedMetrics": [camel(m) for m in weighted], "masking": masking, "kernel": pack(kernel), "bias": pack(bias), "x": pack(x), "y": pack(y),
                    "sampleWeight": packed(weights), "classWeight": classes, "validationSplit": split, "batchSize": batch, "epochs": epochs,
                    "learningRate": rate, "history": {tenon_name(k): [figure(v) for v in vs] for k, vs in history.items()},
                    "after": [pack(w) for w in model.layers[-1].get_weights()]})

    x = draw(10, 4, low=-2, high=2)
    labels = np.array([0, 2, 1, 2, 0, 1, 1, 2, 0, 2], "int32")
    bits = (labels[:, None] > 1).astype("float64")
    sparse, cat, binary, mse = "sparse_categorical_crossentropy", "categorical_crossentropy", "binary_crossentropy", "mean_squared_error"
    both = {"metrics": ["accuracy"], "weighted": ["accuracy"]}
    weight = {0: 0.5, 2: 3.0}
    case(sparse, "softmax", 3, x, labels, classes=weight, split=0.3, **both)
    case(sparse, "softmax", 3, x, labels[:, None], classes={0: 1.0, 1: 2.0, 2: 0.0}, **both)
    case(cat, "softmax", 3, x, exact(np.eye(3)[labels] * 0.7 + 0.1), classes=weight, **both)
    case(binary, "sigmoid", 1, x, bits, classes={0: 1.0, 1: 5.0}, split=0.3, **both)
    case(binary, "sigmoid", 1, x, bits[:, 0], classes={1: 5.0}, **both)
    # a target rounds to its class, halves to the even one
    case(mse, "linear", 1, x, exact([[0.5], [1.5], [2.5], [-0.5], [0.4], [1.6], [3], [2.2], [1], [0]]), classes={0: 2.0, 2: 0.5, 1: 4.0}, metrics=["mae"], weighted=["mae"], rate=0.03)
    case(sparse, "softmax", 3, x, labels, weights=draw(10, low=0, high=3), split=0.3, **both)
    steps = masked(draw(10, 4, 2, low=-2, high=2), np.concatenate([mask, mask]))
    tags = np.random.default_rng(3).integers(0, 3, (10, 4)).astype("int32")
    case(sparse, "softmax", 3, steps, tags, masking=True, split=0.3, **both)
    case(sparse, "softmax", 3, steps, tags, weights=draw(10, 4, low=0, high=3), masking=True, split=0.3, **both)
    case(sparse, "softmax", 3, steps, tags, weights=draw(10, 1, low=0, high=3), split=0.3, **both)


for section in (losses, figures, fits):
    section()
write("weights.json", out)
