"""Golden values of losses, regularizers, metrics and optimizers by Keras 3.

Run in a Python environment with Keras 3 and TensorFlow:  python test/golden/training_keras.py [DIR]

losses.json: a list of {loss, options, head, target, x, values, value, gradient}. The model's output is x, or `head` ('softmax',
  'sigmoid') of x. `values` has a loss a sample, `value` is their mean, `gradient` is that of the mean with respect to x.
regularizers.json: a list of {regularizer, options, x, value, gradient}; options are null where the name alone is given.
metrics.json: a list of {loss, metric, resolved, target, output, value}; `resolved` is the function that Keras chooses for 'accuracy',
  in Tenon's spelling; `value` is the mean over the samples.
optimizers.json: first {starts, gradients}, the initial values of some variables and their gradients in ten steps, then a list of
  {optimizer, options, constraints, learningRate, first, last, final}: the variables after the first and the tenth step, and at the end
  of training where it changes them, else null. A schedule in place of a learning rate is {schedule, options}.
  ScheduleFreeAdamW is in schedule_free_keras.py: on TensorFlow Keras 3.15 updates one of its variables before it reads the old value.
schedules.json: a list of {schedule, options, steps, rates}.
constraints.json: a list of {constraint, options, x, y}; options are null where the name alone is given.
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

def tenon(options):
    return {camel(k): v for k, v in options.items()}


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
    cases = [(*one, x) for one in cases]
    kernel = exact(np.random.default_rng(9).uniform(-2, 2, (4, 3)).round(3))
    hollow = kernel * np.array([[1], [0], [1], [1]])
    for options in (None, {"mode": "columns"}, {"factor": 0.7}, {"factor": 0.7, "mode": "columns"}):
        cases.append(("orthogonalRegularizer", options, kernel))
    cases.append(("orthogonalRegularizer", {"mode": "columns"}, hollow))
    classes = {"l1": "L1", "l2": "L2", "l1l2": "L1L2", "orthogonalRegularizer": "OrthogonalRegularizer"}
    for name, options, x in cases:
        f = keras.regularizers.get(classes[name]) if options is None else getattr(keras.regularizers, classes[name])(**options)
        if name == "orthogonalRegularizer":
            f.factor = ops.cast(f.factor, "float64")
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


SCHEDULES = {
    "exponentialDecay": "ExponentialDecay", "inverseTimeDecay": "InverseTimeDecay", "polynomialDecay": "PolynomialDecay",
    "piecewiseConstantDecay": "PiecewiseConstantDecay", "cosineDecay": "CosineDecay", "cosineDecayRestarts": "CosineDecayRestarts",
}


def schedule(name, options):
    """In float64, which it computes in where its numbers are."""
    wide = lambda x: [wide(v) for v in x] if isinstance(x, list) else np.float64(x) if isinstance(x, float) else x
    options = {k: wide(v) for k, v in options.items()}
    return getattr(keras.optimizers.schedules, SCHEDULES[name])(**options)


def optimizers():
    O = keras.optimizers
    classes = {
        "sgd": O.SGD, "adam": O.Adam, "adamw": O.AdamW, "rmsprop": O.RMSprop, "adagrad": O.Adagrad, "adadelta": O.Adadelta, "adamax": O.Adamax,
        "nadam": O.Nadam, "lion": O.Lion, "ftrl": O.Ftrl, "lamb": O.Lamb, "adafactor": O.Adafactor, "muon": O.Muon,
    }
    shapes = [(2, 3), (3,), (4, 2), (2, 2, 2)]
    starts = [draw(*shape) for shape in shapes]
    steps = [[draw(*shape, low=-3, high=3) for shape in shapes] for _ in range(10)]
    out = [{"starts": [pack(s) for s in starts], "gradients": [[pack(g) for g in step] for step in steps]}]

    def made(name, options):
        options = dict(options)
        if isinstance(options.get("learning_rate"), tuple):
            options["learning_rate"] = schedule(*options["learning_rate"])
        if name != "multiOptimizer":
            return classes[name](**options)
        inner = {key: made(*one) for key, one in options["optimizer_map"].items()}
        return O.MultiOptimizer(O.OptimizerMap(made(*options["default_optimizer"]), inner))

    def described(name, options):
        options = tenon(options)
        if isinstance(options.get("learningRate"), tuple):
            kind, own = options["learningRate"]
            options["learningRate"] = {"schedule": kind, "options": tenon(own)}
        if name == "multiOptimizer":
            one = lambda pair: dict(zip(("optimizer", "options"), (pair[0], described(*pair))))
            options = {"defaultOptimizer": one(options["defaultOptimizer"]), "optimizerMap": {k: one(v) for k, v in options["optimizerMap"].items()}}
        return options

    cosine = ("cosineDecay", {"initial_learning_rate": 0.0, "decay_steps": 6, "warmup_target": 0.1, "warmup_steps": 3})
    stairs = ("exponentialDecay", {"initial_learning_rate": 0.2, "decay_steps": 3, "decay_rate": 0.5, "staircase": True})
    max_norm = {"v0": ("maxNorm", {"max_value": 0.8}), "v1": ("nonNeg", {}), "v2": ("minMaxNorm", {"min_value": 0.5, "max_value": 0.9, "rate": 0.7, "axis": 1}), "v3": ("unitNorm", {"axis": [0, 1]})}
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
        ("adagrad", {}), ("adagrad", {"learning_rate": 0.5, "initial_accumulator_value": 0.0, "epsilon": 1e-3, "weight_decay": 0.1}),
        ("adadelta", {}), ("adadelta", {"learning_rate": 1.0, "rho": 0.8, "epsilon": 1e-2}), ("adadelta", {"learning_rate": 1.0, "weight_decay": 0.1, "clipnorm": 1.0}),
        ("adamax", {}), ("adamax", {"learning_rate": 0.1, "beta_1": 0.7, "beta_2": 0.9, "epsilon": 1e-2}), ("adamax", {"learning_rate": 0.1, "weight_decay": 0.2}),
        ("nadam", {}), ("nadam", {"learning_rate": 0.1, "beta_1": 0.7, "beta_2": 0.9, "epsilon": 1e-2}), ("nadam", {"learning_rate": 0.05, "gradient_accumulation_steps": 3}),
        ("lion", {}), ("lion", {"learning_rate": 0.05, "beta_1": 0.6, "beta_2": 0.8, "weight_decay": 0.3}),
        ("ftrl", {}), ("ftrl", {"learning_rate": 0.3, "l1_regularization_strength": 0.2, "l2_regularization_strength": 0.1, "l2_shrinkage_regularization_strength": 0.05, "beta": 0.3}),
        ("ftrl", {"learning_rate": 0.3, "learning_rate_power": -0.7, "initial_accumulator_value": 0.5, "weight_decay": 0.1}),
        ("lamb", {}), ("lamb", {"learning_rate": 0.1, "beta_1": 0.7, "beta_2": 0.9, "epsilon": 1e-2, "weight_decay": 0.1}),
        ("adafactor", {}), ("adafactor", {"learning_rate": 0.5, "beta_2_decay": -0.5, "epsilon_1": 1e-3, "epsilon_2": 0.5, "clip_threshold": 0.5}),
        ("adafactor", {"learning_rate": 0.5, "relative_step": False, "weight_decay": 0.1}), ("adafactor", {"learning_rate": stairs}),
        ("muon", {}), ("muon", {"learning_rate": 0.05, "momentum": 0.8, "nesterov": False, "ns_steps": 3, "rms_rate": None, "exclude_layers": ["v2"], "adam_lr_ratio": 0.5}),
        ("muon", {"learning_rate": 0.05, "weight_decay": 0.1, "adam_weight_decay": 0.3, "adam_beta_1": 0.8, "adam_beta_2": 0.9, "epsilon": 1e-3, "muon_a": 3.0, "muon_b": -4.0, "muon_c": 1.8}),
        # rates that follow from the number of steps
        ("sgd", {"learning_rate": cosine, "momentum": 0.5, "weight_decay": 0.1}), ("adam", {"learning_rate": stairs}),
        # moving averages of weights, and gradients over several steps
        ("sgd", {"learning_rate": 0.1, "use_ema": True}), ("sgd", {"learning_rate": 0.1, "use_ema": True, "ema_momentum": 0.6, "ema_overwrite_frequency": 3}),
        ("rmsprop", {"learning_rate": 0.05, "centered": True, "use_ema": True, "ema_momentum": 0.8}),
        ("sgd", {"gradient_accumulation_steps": 2}), ("adam", {"learning_rate": 0.1, "gradient_accumulation_steps": 3, "weight_decay": 0.1, "clipnorm": 0.8}),
        ("adam", {"learning_rate": stairs, "gradient_accumulation_steps": 2, "use_ema": True, "ema_momentum": 0.7}),
        ("sgd", {"learning_rate": 0.1, "gradient_accumulation_steps": 2, "use_ema": True, "ema_momentum": 0.7, "ema_overwrite_frequency": 2}),
        # several optimizers
        ("multiOptimizer", {"default_optimizer": ("adam", {"learning_rate": 0.1}), "optimizer_map": {"v0": ("sgd", {"learning_rate": cosine}), "v[12]": ("adam", {"learning_rate": 0.001})}}),
        ("multiOptimizer", {"default_optimizer": ("nadam", {"learning_rate": 0.1}), "optimizer_map": {
            "v0": ("sgd", {"learning_rate": 0.1, "use_ema": True, "ema_momentum": 0.7}), "v1": ("nadam", {"gradient_accumulation_steps": 2}), "v2": ("sgd", {"global_clipnorm": 1.0})}}),
    ]
    cases = [(name, options, {}) for name, options in configs]
    # constraints come last in a step, on steps without an update too, and moving averages do not see them
    cases += [
        ("sgd", {"learning_rate": 0.1}, max_norm), ("adam", {"learning_rate": 0.1, "gradient_accumulation_steps": 2}, max_norm),
        ("sgd", {"learning_rate": 0.1, "use_ema": True, "ema_momentum": 0.7, "ema_overwrite_frequency": 4}, max_norm),
    ]
    for name, options, constraints in cases:
        variables = [keras.Variable(s, dtype="float64", name=f"v{i}") for i, s in enumerate(starts)]
        for v in variables:
            if v.name in constraints:
                v.constraint = constraint(*constraints[v.name])
        optimizer = made(name, options)
        rate = None if name == "multiOptimizer" else figure(array(optimizer.learning_rate))
        for i, step in enumerate(steps):
            optimizer.apply([ops.convert_to_tensor(g) for g in step], variables)
            if i == 0:
                first = [pack(v.value) for v in variables]
        last = [pack(v.value) for v in variables]
        optimizer.finalize_variable_values(variables)
        final = [pack(v.value) for v in variables]
        out.append({"optimizer": name, "options": described(name, options),
                    "constraints": {k: {"constraint": n, "options": tenon(o)} for k, (n, o) in constraints.items()},
                    "learningRate": rate, "first": first, "last": last, "final": None if final == last else final})
    write("optimizers.json", out)


def schedules():
    out = []
    e = {"initial_learning_rate": 0.3, "decay_steps": 4, "decay_rate": 0.6}
    c = {"initial_learning_rate": 0.3, "decay_steps": 7}
    r = {"initial_learning_rate": 0.3, "first_decay_steps": 3}
    cases = [
        ("exponentialDecay", e), ("exponentialDecay", {**e, "staircase": True}), ("inverseTimeDecay", e), ("inverseTimeDecay", {**e, "staircase": True}),
        ("polynomialDecay", {"initial_learning_rate": 0.3, "decay_steps": 6}), ("polynomialDecay", {"initial_learning_rate": 0.3, "decay_steps": 6, "end_learning_rate": 0.05, "power": 2.5}),
        ("polynomialDecay", {"initial_learning_rate": 0.3, "decay_steps": 6, "end_learning_rate": 0.4, "power": 0.5, "cycle": True}),
        ("piecewiseConstantDecay", {"boundaries": [3], "values": [0.3, 0.1]}), ("piecewiseConstantDecay", {"boundaries": [2, 5, 9], "values": [0.3, 0.1, 0.2, 0.05]}),
        ("cosineDecay", c), ("cosineDecay", {**c, "alpha": 0.2}), ("cosineDecay", {**c, "alpha": 0.1, "warmup_target": 0.9, "warmup_steps": 4}),
        ("cosineDecay", {**c, "warmup_target": 0.9}), ("cosineDecay", {**c, "warmup_steps": 4}),
        ("cosineDecayRestarts", r), ("cosineDecayRestarts", {**r, "t_mul": 1.0, "m_mul": 0.8}), ("cosineDecayRestarts", {**r, "t_mul": 1.5, "m_mul": 0.7, "alpha": 0.1}),
        ("cosineDecayRestarts", {**r, "t_mul": 3.0, "m_mul": 1.2}),
    ]
    steps = [*range(25), 45, 93, 189, 1000, 100000]
    for name, options in cases:
        f = schedule(name, options)
        rates = [figure(array(f(ops.convert_to_tensor(s, dtype="int64")))) for s in steps]
        out.append({"schedule": name, "options": tenon(options), "steps": steps, "rates": rates})
    write("schedules.json", out)


CONSTRAINTS = {"maxNorm": "MaxNorm", "nonNeg": "NonNeg", "unitNorm": "UnitNorm", "minMaxNorm": "MinMaxNorm"}


def constraint(name, options):
    return getattr(keras.constraints, CONSTRAINTS[name])(**options)


def constraints():
    out = []
    matrix, image, vector = draw(3, 4, low=-2, high=2), draw(2, 2, 3, 2, low=-2, high=2), draw(5, low=-2, high=2)
    hollow = matrix.copy()
    hollow[:, 1] = 0
    cases = [
        ("maxNorm", None, matrix), ("maxNorm", {"max_value": 1.1}, matrix), ("maxNorm", {"max_value": 1.1, "axis": 1}, matrix), ("maxNorm", {"axis": [0, 1, 2]}, image),
        ("maxNorm", {"max_value": 0.7}, vector), ("maxNorm", {"max_value": 0.7}, hollow), ("nonNeg", None, matrix), ("unitNorm", None, matrix), ("unitNorm", None, hollow),
        ("unitNorm", {"axis": -1}, image), ("unitNorm", {"axis": [0, 1, 2]}, image), ("minMaxNorm", None, matrix), ("minMaxNorm", {"min_value": 2.2, "max_value": 2.5}, matrix),
        ("minMaxNorm", {"min_value": 2.2, "max_value": 2.5, "rate": 0.3, "axis": 1}, matrix), ("minMaxNorm", {"min_value": 2.2, "max_value": 2.5}, hollow),
    ]
    for name, options, x in cases:
        f = keras.constraints.get(CONSTRAINTS[name]) if options is None else constraint(name, options)
        out.append({"constraint": name, "options": None if options is None else tenon(options), "x": pack(x), "y": pack(f(ops.convert_to_tensor(x)))})
    write("constraints.json", out)


for section in (losses, regularizers, metrics, optimizers, schedules, constraints):
    section()
