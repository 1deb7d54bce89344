"""Golden values of losses, regularizers, metrics and optimizers by Keras 3.

Run in a Python environment with Keras 3 and TensorFlow:  python test/golden/training_keras.py [DIR]

losses.json: a list of {loss, options, head, target, x, values, value, gradient}. The model's output is x, or `head` ('softmax',
  'sigmoid') of x. `values` has a loss a sample, `value` is their mean, `gradient` is that of the mean with respect to x.
regularizers.json: a list of {regularizer, options, x, value, gradient}; options are null where the name alone is given.
metrics.json: a list of {loss, metric, resolved, target, output, value}; `resolved` is the function that Keras chooses for 'accuracy',
  in Tenon's spelling; `value` is the mean over the samples.
optimizers.json: first {starts, gradients}, the initial values of two variables and their gradients in ten steps, then a list of
  {optimizer, options, learningRate, first, last}: the variables after the first and the tenth step.
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
renamed = {"global_clipnorm": "globalClipnorm", "beta_1": "beta1", "beta_2": "beta2"}


def tenon(options):
    return {renamed.get(k, camel(k)): v for k, v in options.items()}


def losses():
    heads = {"softmax": ops.softmax, "sigmoid": ops.sigmoid, None: lambda x: x}
    out = []

    def case(loss, options, target, x, head=None, dtype="float64"):
        call = getattr(K, loss)(reduction=None, dtype=dtype, **options)

        def run(tensors):
            values = call(ops.convert_to_tensor(target), heads[head](tensors[0]))
            return ops.mean(values), values

        value, values, (gradient,) = gradients(run, [ops.convert_to_tensor(x.astype(dtype))])
        out.append({"loss": loss[0].lower() + loss[1:], "options": tenon(options), "head": head, "target": pack(target), "x": pack(x),
                    "values": pack(values), "value": figure(array(value)), "gradient": pack(gradient)})

    labels, onehot = np.array([2, 0, 1], "int32"), np.eye(4)[[2, 0, 1]]
    soft = draw(3, 4, low=0.1, high=1)
    soft = exact(soft / soft.sum(-1, keepdims=True))
    bits = np.array([[0.0], [1], [1], [0]])
    huge = exact([[1e4, -1e4, 0, 5], [-1e4, 1e4, 3, 2], [0, 0, 1e4, -1e4]])
    logits = {"from_logits": True}
    for x in (draw(3, 4, low=-3, high=3), huge):
        case("SparseCategoricalCrossentropy", logits, labels, x)
        case("CategoricalCrossentropy", logits, onehot, x)
        case("BinaryCrossentropy", logits, onehot, x)
    case("BinaryCrossentropy", logits, bits, exact([[1e4], [1e4], [-1e4], [-1e4]]))
    case("SparseCategoricalCrossentropy", logits, np.array([[2, 0], [1, 3]], "int32"), draw(2, 2, 4, low=-3, high=3))
    x = draw(3, 4, low=-2, high=2)
    smoothing = {"label_smoothing": 0.1}
    case("CategoricalCrossentropy", {**logits, **smoothing}, onehot, x)
    case("BinaryCrossentropy", {**logits, **smoothing}, onehot, x)
    for head in ("softmax", "sigmoid"):
        targets = [("CategoricalCrossentropy", {}, soft), ("CategoricalCrossentropy", smoothing, onehot), ("SparseCategoricalCrossentropy", {}, labels)]
        for loss, options, target in targets if head == "softmax" else [("BinaryCrossentropy", {}, soft), ("BinaryCrossentropy", smoothing, onehot)]:
            case(loss, options, target, x, head)
    case("BinaryCrossentropy", {}, bits, exact([[-1.5], [0.3], [-0.4], [2.5]]), "sigmoid")
    # probabilities, as they come; and a row that does not add up to 1, which Keras normalizes for the categorical loss
    case("CategoricalCrossentropy", {}, onehot, soft)
    case("SparseCategoricalCrossentropy", {}, labels, soft)
    case("BinaryCrossentropy", {}, onehot, soft)
    case("CategoricalCrossentropy", {}, onehot, exact(soft * 0.5))
    # certain, and wrong half the time: the clip at 1 - 1e-7, which float32 rounds
    case("BinaryCrossentropy", {}, bits, exact([[1], [1], [0], [0]]), dtype="float32")
    for loss, options in [("MeanSquaredError", {}), ("MeanAbsoluteError", {}), ("Huber", {}), ("Huber", {"delta": 0.4})]:
        case(loss, options, draw(3, 4), draw(3, 4, low=-2, high=2))
        case(loss, options, draw(2, 3, 2), draw(2, 3, 2, low=-2, high=2))
    write("losses.json", out)


def regularizers():
    out = []
    x = draw(2, 3, low=-2, high=2)
    cases = [("l1", None), ("l2", None), ("l1", {"l1": 0.3}), ("l2", {"l2": 0.2}), ("l1l2", {"l1": 0.1, "l2": 0.25}), ("l1l2", {"l2": 0.25})]
    for name, options in cases:
        f = keras.regularizers.get(name) if options is None else getattr(keras.regularizers, name.upper())(**options)
        value, _, (gradient,) = gradients(lambda t: (f(t[0]), None), [ops.convert_to_tensor(x)])
        out.append({"regularizer": name, "options": options, "x": pack(x), "value": figure(array(value)), "gradient": pack(gradient)})
    write("regularizers.json", out)


def metrics():
    out = []

    def case(loss, target, output):
        model = keras.Sequential([keras.Input(output.shape[1:]), keras.layers.Identity()])
        model.compile(loss=loss, metrics=["accuracy"])
        value = model.evaluate(output, target, batch_size=len(output), verbose=0, return_dict=True)["accuracy"]
        chosen = model._compile_metrics.metrics[0]._fn.__name__
        out.append({"loss": camel(loss), "metric": "accuracy", "resolved": camel(chosen), "target": pack(target), "output": pack(output), "value": figure(value)})

    four = draw(5, 4, low=0.02, high=0.98)
    labels = np.array([int(v) for v in four.argmax(-1)], "int32")
    labels[:2] = (labels[:2] + 1) % 4
    case("sparse_categorical_crossentropy", labels, four)
    case("sparse_categorical_crossentropy", labels[:, None], four)
    case("categorical_crossentropy", np.eye(4)[labels], four)
    case("binary_crossentropy", np.array([[0.0], [1], [1], [0], [1]]), exact([[0.2], [0.8], [0.4], [0.5], [0.50001]]))
    case("binary_crossentropy", np.eye(4)[labels], four)
    case("mean_squared_error", np.array([[0.0], [1], [1]]), exact([[0.2], [0.8], [0.4]]))
    case("mean_squared_error", np.eye(4)[labels], four)
    case("sparse_categorical_crossentropy", np.array([[0, 1], [2, 2]], "int32"), draw(2, 2, 3, low=0.02, high=0.98))
    write("metrics.json", out)


def optimizers():
    O = keras.optimizers
    classes = {"sgd": O.SGD, "adam": O.Adam, "adamw": O.AdamW, "rmsprop": O.RMSprop}
    starts = [draw(2, 3), draw(3)]
    steps = [[draw(2, 3, low=-3, high=3), draw(3, low=-3, high=3)] for _ in range(10)]
    out = [{"starts": [pack(s) for s in starts], "gradients": [[pack(g) for g in step] for step in steps]}]
    configs = [
        ("sgd", {}), ("sgd", {"momentum": 0.9}), ("sgd", {"momentum": 0.8, "nesterov": True}), ("sgd", {"weight_decay": 0.1}),
        ("sgd", {"clipnorm": 1.0}), ("sgd", {"clipvalue": 0.5}), ("sgd", {"global_clipnorm": 1.5}), ("sgd", {"clipnorm": 100.0}),
        ("sgd", {"learning_rate": 0.2, "momentum": 0.5, "global_clipnorm": 2.0}),
        ("adam", {}), ("adam", {"learning_rate": 0.1, "beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-3}), ("adam", {"amsgrad": True}),
        ("adam", {"learning_rate": 0.05, "clipnorm": 0.5}), ("adam", {"learning_rate": 0.05, "clipvalue": 0.5}),
        ("adam", {"learning_rate": 0.05, "epsilon": 0.1, "global_clipnorm": 1.0}), ("adam", {"learning_rate": 0.1, "weight_decay": 0.05}),
        ("adamw", {}), ("adamw", {"learning_rate": 0.05, "weight_decay": 0.1}), ("adamw", {"learning_rate": 0.05, "clipnorm": 1.0}),
        ("rmsprop", {}), ("rmsprop", {"momentum": 0.9}), ("rmsprop", {"centered": True}),
        ("rmsprop", {"learning_rate": 0.05, "momentum": 0.5, "centered": True, "rho": 0.8}), ("rmsprop", {"learning_rate": 0.05, "clipnorm": 1.0}),
    ]
    for name, options in configs:
        variables = [keras.Variable(s, dtype="float64") for s in starts]
        optimizer = classes[name](**options)
        for i, step in enumerate(steps):
            optimizer.apply([ops.convert_to_tensor(g) for g in step], variables)
            if i == 0:
                first = [pack(v.value) for v in variables]
        out.append({"optimizer": name, "options": tenon(options), "learningRate": figure(array(optimizer.learning_rate)),
                    "first": first, "last": [pack(v.value) for v in variables]})
    write("optimizers.json", out)


for section in (losses, regularizers, metrics, optimizers):
    section()
