"""Program 1, an image classifier, on 64 digits by Keras 3: the losses of 20 training steps.

Run in a Python environment with Keras 3 and TensorFlow:  python test/golden/digits_keras.py [DIR]

program1.json: a list of {dtype, steps, evaluated, predicted}, once computed in float32 and once in float64, which shows how far
rounding alone carries a figure.
  The model: conv2d 32 3x3 relu same, batch normalization, max pooling 2, conv2d 64 3x3 relu same with L2 0.001, batch normalization,
  max pooling 2, flatten, dense 128 relu with L2 0.001, dense 10 softmax; Adam, sparse categorical cross-entropy, accuracy.
  Initial weights: element i (row-major) of kernel or bias number k (kernel, bias, kernel, bias, ... in the model's order, from 0) is
  0.1 * sin(0.37 * i + k); batch normalization starts as usual.
  The data: rows 0 to 63 of examples/data/digits/digits.csv.gz, pixels / 16, in order; step s (from 0) trains on rows 0..31 if s is
  even, on 32..63 if it is odd.
  steps      [{loss, accuracy}] of each batch before its update, the loss with its L2 terms
  evaluated  {loss, accuracy} of all 64 rows after the last step
  predicted  the output for rows 0 to 3 then
"""
import gzip
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import keras
import numpy as np
from golden import figure, pack, write
from keras import layers as L

here = os.path.dirname(os.path.abspath(__file__))
rows = np.loadtxt(gzip.open(os.environ.get("DIGITS", f"{here}/../../examples/data/digits/digits.csv.gz"), "rt"), delimiter=",")[:64]


def program1(dtype):
    keras.config.set_floatx(dtype)
    keras.config.set_dtype_policy(dtype)
    x, y = (rows[:, :64] / 16).reshape(-1, 8, 8, 1).astype(dtype), rows[:, 64].astype("int32")
    l2 = keras.regularizers.L2(0.001)
    model = keras.Sequential([
        keras.Input((8, 8, 1)),
        L.Conv2D(32, 3, activation="relu", padding="same"), L.BatchNormalization(), L.MaxPooling2D(2),
        L.Conv2D(64, 3, activation="relu", padding="same", kernel_regularizer=l2), L.BatchNormalization(), L.MaxPooling2D(2),
        L.Flatten(), L.Dense(128, activation="relu", kernel_regularizer=l2), L.Dense(10, activation="softmax"),
    ])
    for k, w in enumerate(w for w in model.trainable_weights if w.name in ("kernel", "bias")):
        w.assign((0.1 * np.sin(0.37 * np.arange(np.prod(w.shape)) + k)).reshape(w.shape).astype("float32"))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    steps = []
    for s in range(20):
        batch = slice(32 * (s % 2), 32 * (s % 2) + 32)
        model.reset_metrics()
        loss, accuracy = model.train_on_batch(x[batch], y[batch])
        steps.append({"loss": figure(loss), "accuracy": figure(accuracy)})
    loss, accuracy = model.evaluate(x, y, verbose=0)
    return {"dtype": dtype, "steps": steps, "evaluated": {"loss": figure(loss), "accuracy": figure(accuracy)},
            "predicted": pack(model.predict(x[:4], verbose=0))}


write("program1.json", [program1("float32"), program1("float64")])
