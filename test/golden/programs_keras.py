"""Programs 1, 2 and 3 by Keras 3, without dropout: the losses of 50 training steps from given weights.

Run in a Python environment with Keras 3, TensorFlow and PyTorch:  python test/golden/programs_keras.py [DIR]

programs.json: for each program {program, runs}; a run is {dtype, steps, evaluated, predicted}, once computed in float32 and once in
float64, which shows how far rounding alone carries a figure.
  Program 1, digits: conv2d 32 3x3 relu same, batch normalization, max pooling 2, conv2d 64 3x3 relu same with L2 0.001, batch
  normalization, max pooling 2, flatten, dense 128 relu with L2 0.001, dense 10 softmax; sparse categorical cross-entropy, accuracy.
  Program 2, series: LSTM 64 returning sequences, LSTM 64, dense 1; mse, mae.
  Program 3, texts: embedding 10,000 x 32, global average pooling, dense 16 relu, dense 1 sigmoid; binary cross-entropy, accuracy.
  All by Adam. Initial weights: element i (row-major) of weight number k (from 0, in the model's order, batch normalization's left
  out, which starts as usual) is 0.1 * sin(0.37 * i + k).
  The data, 64 rows; step s (from 0) trains on rows 0..31 if s is even, on 32..63 if it is odd.
    digits  rows 0 to 63 of examples/data/digits/digits.csv.gz, pixels / 16, in order
    series  row r, time t (0..11): sin(0.3 * t + r); the target is that of t = 12
    texts   row r, token t (0..19): (r + t) % 5 if t is odd, else (7919 * r + 104729 * t * t) % 10000; the target is r % 2
  steps      [{loss, metric}] of each batch before its update, the loss with its L2 terms
  evaluated  {loss, metric} of all 64 rows after the last step
  predicted  the output for rows 0 to 3 then
PyTorch computes the texts: with TensorFlow Keras's Adam squares the gradients of an id that repeats in a batch one by one, before
it adds them up; with PyTorch and JAX after.
"""
import gzip
import json
import os
import subprocess
import sys

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import keras
import numpy as np
from golden import figure, pack, write
from keras import layers as L

here = os.path.dirname(os.path.abspath(__file__))
rows = np.loadtxt(gzip.open(os.environ.get("DIGITS", f"{here}/../../examples/data/digits/digits.csv.gz"), "rt"), delimiter=",")[:64]
r, t = np.arange(64)[:, None], np.arange(20)[None, :]


def digits():
    l2 = keras.regularizers.L2(0.001)
    model = keras.Sequential([
        keras.Input((8, 8, 1)),
        L.Conv2D(32, 3, activation="relu", padding="same"), L.BatchNormalization(), L.MaxPooling2D(2),
        L.Conv2D(64, 3, activation="relu", padding="same", kernel_regularizer=l2), L.BatchNormalization(), L.MaxPooling2D(2),
        L.Flatten(), L.Dense(128, activation="relu", kernel_regularizer=l2), L.Dense(10, activation="softmax"),
    ])
    return model, "sparse_categorical_crossentropy", "accuracy", (rows[:, :64] / 16).reshape(-1, 8, 8, 1).astype("float32"), rows[:, 64].astype("int32")


def series():
    model = keras.Sequential([keras.Input((None, 1)), L.LSTM(64, return_sequences=True), L.LSTM(64), L.Dense(1)])
    return model, "mse", "mae", np.sin(0.3 * t[:, :12] + r).astype("float32")[..., None], np.sin(0.3 * 12 + r).astype("float32")


def texts():
    model = keras.Sequential([
        keras.Input((20,), dtype="int32"),
        L.Embedding(10000, 32), L.GlobalAveragePooling1D(), L.Dense(16, activation="relu"), L.Dense(1, activation="sigmoid"),
    ])
    ids = np.where(t % 2 == 1, (r + t) % 5, (7919 * r + 104729 * t * t) % 10000)
    return model, "binary_crossentropy", "accuracy", ids.astype("int32"), (r % 2).astype("float32")


def run(make, dtype):
    keras.config.set_floatx(dtype)
    keras.config.set_dtype_policy(dtype)
    model, loss, metric, x, y = make()
    if x.dtype.kind == "f":
        x = x.astype(dtype)
    if y.dtype.kind == "f":
        y = y.astype(dtype)
    for k, w in enumerate(w for w in model.trainable_weights if w.name not in ("gamma", "beta")):
        w.assign((0.1 * np.sin(0.37 * np.arange(np.prod(w.shape)) + k)).reshape(w.shape).astype("float32"))
    model.compile("adam", loss, metrics=[metric])
    steps = []
    for s in range(50):
        batch = slice(32 * (s % 2), 32 * (s % 2) + 32)
        model.reset_metrics()
        steps.append(dict(zip(("loss", "metric"), map(figure, model.train_on_batch(x[batch], y[batch])))))
    evaluated = dict(zip(("loss", "metric"), map(figure, model.evaluate(x, y, verbose=0))))
    return {"dtype": dtype, "steps": steps, "evaluated": evaluated, "predicted": pack(model.predict(x[:4], verbose=0))}


def program(make):
    return {"program": make.__name__, "runs": [run(make, dtype) for dtype in ("float32", "float64")]}


if os.environ["KERAS_BACKEND"] == "torch":
    print(json.dumps(program(texts)))
else:
    torch_run = subprocess.run([sys.executable, __file__], env={**os.environ, "KERAS_BACKEND": "torch"}, stdout=subprocess.PIPE, check=True, text=True)
    write("programs.json", [program(digits), program(series), json.loads(torch_run.stdout.splitlines()[-1])])
