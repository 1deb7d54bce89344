"""Models in the functional form by Keras 3: the figures of 16 training steps from given weights, and the weights after them.

Run in a Python environment with Keras 3 and TensorFlow:  python test/golden/functional_keras.py [DIR]

functional.json: for each program {program, x, y, sampleWeight, initial, runs}; x, y and sampleWeight (null where there is none) are
a tensor of 32 rows, a list of them, or an object by name, as the program has its inputs and outputs. `initial` are the weights that
it starts from: element i (row-major) of weight number k, in the order of the names, is 0.3 * sin(0.37 * i + k) in kernels, and 0.1
times that sine in others; batch normalization starts as usual. Step s (from 0) trains on rows 0..15 if s is even, on 16..31 if odd.
A run is {dtype, steps, evaluated, predicted, weights, parts}, once computed in float32 and once in float64, which shows how far
rounding alone carries a figure.
  steps      [{figure: value}] of each batch before its update, under Keras's names for them
  evaluated  the same of all rows after the last step, unweighted
  predicted  the outputs for rows 0 to 3 then
  weights    then, by LAYER/WEIGHT, without the names of the models that a layer is in
  parts      for `cut`, what the models up to the cut tensor and from it on give for their inputs; else null
test/dsl/functional-training.test.ts has the same programs in Tenon.
"""
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import keras
import numpy as np
from golden import array, camel, figure, pack, write
from keras import layers as L
from keras import ops

rows = 32


def wave(*shape, phase=0.0):
    return np.sin(0.7 * np.arange(rows * np.prod(shape, dtype=int)) + phase).reshape(rows, *shape).astype("float32")


def classes(count, *shape):
    return (np.arange(rows * np.prod(shape, dtype=int)) * 7 % 11 % count).reshape(rows, *shape).astype("int32")


def ids(length, phase=0):
    """1 to 8, and padding at the end of most rows."""
    r, t = np.arange(rows)[:, None], np.arange(length)[None, :]
    return np.where(t < length - (r + phase) % 4, 1 + (5 * r + 3 * t + phase) % 8, 0).astype("int32")


def residual():
    x = keras.Input((6, 6, 2))
    stem = L.Conv2D(4, 3, padding="same", activation="relu", name="stem")(x)
    h = L.Conv2D(4, 3, padding="same", use_bias=False, name="first")(stem)
    h = L.Activation("relu")(L.BatchNormalization(name="norm")(h))
    h = L.BatchNormalization(name="norm2")(L.Conv2D(4, 3, padding="same", use_bias=False, name="second")(h))
    h = L.GlobalAveragePooling2D()(L.Activation("relu")(L.Add()([stem, h])))
    model = keras.Model(x, L.Dense(3, activation="softmax", name="scores")(h))
    compiled = dict(optimizer=keras.optimizers.SGD(0.1, momentum=0.9), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model, compiled, wave(6, 6, 2), classes(3), None


def connected():
    x = keras.Input((5,))
    a = L.Concatenate()([x, L.Dense(4, activation="tanh", name="a")(x)])
    b = L.Concatenate()([a, L.Dense(4, activation="tanh", name="b")(a)])
    model = keras.Model(x, L.Dense(1, name="out")(L.Concatenate()([b, L.Dense(4, activation="tanh", name="c")(b)])))
    return model, dict(optimizer="adam", loss="mse", metrics=["mae"]), wave(5), wave(1, phase=1), None


def siamese():
    a, b = keras.Input((6,), name="left"), keras.Input((6,), name="right")
    dense, norm = L.Dense(4, activation="tanh", name="shared"), L.BatchNormalization(momentum=0.9, name="norm")
    left, right = norm(dense(a)), norm(dense(b))
    gap = ops.square(ops.subtract(left, right))
    model = keras.Model([a, b], L.Dense(1, activation="sigmoid", name="same")(gap))
    compiled = dict(optimizer=keras.optimizers.SGD(0.2), loss="binary_crossentropy", metrics=["accuracy"])
    return model, compiled, [wave(6), wave(6, phase=2)], classes(2, 1).astype("float32"), None


def named():
    text, numbers = keras.Input((6,), dtype="int32", name="text"), keras.Input((3,), name="numbers")
    words = L.GlobalAveragePooling1D()(L.Embedding(9, 4, mask_zero=True, name="words")(text))
    h = L.Dense(6, activation="tanh", name="joint")(L.Concatenate()([words, numbers]))
    outputs = {"p": L.Dense(2, name="regression")(h), "q": L.Dense(3, activation="softmax", name="classes")(h)}
    model = keras.Model({"text": text, "numbers": numbers}, outputs)
    compiled = dict(
        optimizer=keras.optimizers.SGD(0.3),
        loss={"p": "mse", "q": "sparse_categorical_crossentropy"}, loss_weights={"p": 0.5, "q": 2.0},
        metrics={"p": ["mae"], "q": ["accuracy"]},
    )
    return model, compiled, {"text": ids(6), "numbers": wave(3)}, {"p": wave(2, phase=3), "q": classes(3)}, None


def listed():
    a, b = keras.Input((4,), name="a"), keras.Input((3,), name="b")
    h = L.Dense(5, activation="tanh", name="both")(L.Concatenate()([a, b]))
    model = keras.Model([a, b], [L.Dense(2, name="two")(h), L.Dense(1, name="one")(h)])
    return model, dict(optimizer="adam", loss="mse"), [wave(4), wave(3, phase=1)], [wave(2, phase=2), wave(1, phase=3)], None


def unjudged():
    x = keras.Input((4,))
    h = L.Dense(5, activation="tanh", name="hidden")(x)
    model = keras.Model(x, {"p": L.Dense(2, name="dense_p")(h), "features": h})
    compiled = dict(optimizer="adam", loss={"p": "mse"})
    return model, compiled, wave(4), {"p": wave(2, phase=2)}, None


def nested():
    encoder = keras.Sequential([
        keras.Input((4,)),
        L.Dense(6, activation="tanh", kernel_regularizer=keras.regularizers.L2(0.01), name="code"), L.BatchNormalization(name="norm"),
    ])
    m = keras.Input((6,))
    mixer = keras.Model(m, L.Add()([m, L.Dense(6, activation="tanh", name="mix")(m)]))
    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    model = keras.Model([a, b], L.Dense(1, name="out")(L.Multiply()([mixer(mixer(encoder(a))), mixer(encoder(b))])))
    return model, dict(optimizer=keras.optimizers.SGD(0.02), loss="mse"), [wave(4), wave(4, phase=1)], wave(1, phase=2), None


def translated():
    source, target = keras.Input((5,), dtype="int32", name="source"), keras.Input((6,), dtype="int32", name="target_ids")
    _, h, c = L.LSTM(5, return_state=True, name="encoder")(L.Embedding(9, 4, mask_zero=True, name="from")(source))
    words = L.Embedding(9, 4, mask_zero=True, name="to")
    # of a call with several tensors Keras hands on no mask by itself
    y = L.LSTM(5, return_sequences=True, name="decoder")(words(target), initial_state=[h, c], mask=words.compute_mask(target))
    model = keras.Model([source, target], L.Dense(9, activation="softmax", name="next")(y))
    compiled = dict(optimizer=keras.optimizers.SGD(0.5), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model, compiled, [ids(5), ids(6, phase=1)], classes(9, 6), None


def weighted():
    x = keras.Input((5, 2))
    steps = L.LSTM(4, return_sequences=True, name="steps")(x)
    outputs = {"each": L.Dense(2, name="dense_each")(steps), "last": L.Dense(3, activation="softmax", name="dense_last")(L.LSTM(4, name="ends")(steps))}
    model = keras.Model(x, outputs)
    compiled = dict(
        optimizer="adam", loss={"each": "mse", "last": "sparse_categorical_crossentropy"}, loss_weights={"each": 3.0, "last": 1.0},
        metrics={"each": ["mae"], "last": ["accuracy"]}, weighted_metrics={"each": ["mse"], "last": ["accuracy"]},
    )
    weights = {"each": np.abs(wave(5, phase=1)), "last": np.abs(wave(phase=4))}
    return model, compiled, wave(5, 2), {"each": wave(5, 2, phase=2), "last": classes(3)}, weights


def cut():
    x = keras.Input((4,))
    h = L.Dense(5, activation="tanh", name="hidden")(x)
    middle = L.Dense(3, activation="tanh", name="middle")(h)
    y = L.Dense(2, name="out")(L.Concatenate()([h, middle]))
    model = keras.Model(x, y)
    model.parts = [(keras.Model(x, h), wave(4)), (keras.Model([h], [middle, y]), wave(5))]
    return model, dict(optimizer="adam", loss="mse"), wave(4), wave(2, phase=2), None


def resnet20():
    """Twenty layers with weights (He et al., 2015), narrow: 3 stages of 3 units of 2, 4 and 8 filters."""
    x = keras.Input((8, 8, 3))

    def conv(h, filters, size, strides, name):
        h = L.Conv2D(filters, size, strides=strides, padding="same", use_bias=False, name=name)(h)
        return L.BatchNormalization(name=f"{name}_norm")(h)

    h = L.Activation("relu")(conv(x, 2, 3, 1, "stem"))
    for stage, filters in enumerate((2, 4, 8)):
        for unit in range(3):
            name, strides = f"unit{stage}{unit}", 2 if stage > 0 and unit == 0 else 1
            inner = L.Activation("relu")(conv(h, filters, 3, strides, f"{name}_first"))
            shortcut = h if strides == 1 else conv(h, filters, 1, 2, f"{name}_shortcut")
            h = L.Activation("relu")(L.Add()([conv(inner, filters, 3, 1, f"{name}_second"), shortcut]))
    model = keras.Model(x, L.Dense(4, activation="softmax", name="scores")(L.GlobalAveragePooling2D()(h)))
    compiled = dict(optimizer=keras.optimizers.SGD(0.002, momentum=0.9), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model, compiled, wave(8, 8, 3), classes(4), None


def own_weights(model):
    """By LAYER/WEIGHT, those of nested models as well, in the order of the names."""
    leaves = [layer for layer in model._flatten_layers() if not isinstance(layer, keras.Model) and not layer.name.endswith("_cell")]
    return dict(sorted((f"{layer.name}/{camel(w.name)}", w) for layer in leaves for w in layer.weights))


def mapped(f, x):
    if isinstance(x, dict):
        return {key: mapped(f, value) for key, value in x.items()}
    return [mapped(f, value) for value in x] if isinstance(x, (list, tuple)) else None if x is None else f(x)


def initial(name, k, shape):
    size = 0.3 if name.lower().endswith("kernel") else 0.1
    return (size * np.sin(0.37 * np.arange(np.prod(shape)) + k)).reshape(shape).astype("float32")


def figures(values):
    return {name: figure(value) for name, value in values.items()}


def run(make, dtype):
    keras.config.set_floatx(dtype)
    keras.config.set_dtype_policy(dtype)
    keras.backend.clear_session()
    model, compiled, x, y, weights = make()
    x, y, weights = (mapped(lambda a: a.astype(dtype) if a.dtype.kind == "f" else a, data) for data in (x, y, weights))
    own = own_weights(model)
    for k, (name, w) in enumerate(own.items()):
        if not any(part in name for part in ("gamma", "beta", "moving")):
            w.assign(initial(name, k, w.shape))
    start = {name: pack(w) for name, w in own.items()}
    model.compile(**compiled)
    steps = []
    for s in range(16):
        batch = lambda a: a[16 * (s % 2) : 16 * (s % 2) + 16]
        model.reset_metrics()
        result = model.train_on_batch(mapped(batch, x), mapped(batch, y), sample_weight=mapped(batch, weights), return_dict=True)
        steps.append(figures(result))
    evaluated = figures(model.evaluate(x, y, batch_size=rows, verbose=0, return_dict=True))
    first = lambda a: a[:4]
    predicted = mapped(pack, mapped(array, model.predict(mapped(first, x), verbose=0)))
    parts = [mapped(pack, part.predict(given.astype(dtype)[:4], verbose=0)) for part, given in getattr(model, "parts", [])] or None
    return start, {
        "dtype": dtype, "steps": steps, "evaluated": evaluated, "predicted": predicted,
        "weights": {name: pack(w) for name, w in own.items()}, "parts": parts,
    }


def program(make):
    _, _, x, y, weights = make()
    (start, rounded), (_, exact) = run(make, "float32"), run(make, "float64")
    data = {"x": mapped(pack, x), "y": mapped(pack, y), "sampleWeight": mapped(pack, weights)}
    return {"program": make.__name__, **data, "initial": start, "runs": [rounded, exact]}


write("functional.json", [program(make) for make in (residual, connected, siamese, named, listed, unjudged, nested, translated, weighted, cut, resnet20)])
