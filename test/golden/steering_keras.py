"""Golden values of fits with frozen layers, moving averages, gathered gradients and constraints by Keras 3.

Run in a Python environment with Keras 3 and TensorFlow:  python test/golden/steering_keras.py [DIR]

steering.json: first {x, y, weights}, the data and the first weights of dense - batch_normalization - dense_1, then a list of
  {frozen, kernelConstraint, optimizer, options, epochs, batchSize, history, after, evaluated}. The layers named in `frozen` have
  trainable = False, and the first kernel has an L2 penalty; there is no shuffling. `after` are all weights, `evaluated` is the loss.
"""
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import keras
import numpy as np
from golden import camel, draw, figure, pack, write

keras.config.set_floatx("float64")
names = ["dense/kernel", "dense/bias", "batch_normalization/gamma", "batch_normalization/beta", "batch_normalization/movingMean",
         "batch_normalization/movingVariance", "dense_1/kernel", "dense_1/bias"]
shapes = [(3, 4), (4,), (4,), (4,), (4,), (4,), (4, 2), (2,)]
x, y = draw(10, 3, low=-2, high=2), draw(10, 2, low=-2, high=2)
weights = [draw(*shape, low=0.5, high=1.5) if "gamma" in name or "Variance" in name else draw(*shape) for name, shape in zip(names, shapes)]
out = [{"x": pack(x), "y": pack(y), "weights": {name: pack(w) for name, w in zip(names, weights)}}]


def case(frozen, optimizer, options, epochs=2, batch_size=4, constraint=None):
    layers = [
        keras.layers.Dense(4, activation="tanh", kernel_regularizer=keras.regularizers.L2(0.1), kernel_constraint=constraint, name="dense"),
        keras.layers.BatchNormalization(momentum=0.8, name="batch_normalization"),
        keras.layers.Dense(2, kernel_constraint=constraint, name="dense_1"),
    ]
    model = keras.Sequential([keras.Input((3,)), *layers])
    by_layer = [weights[0:2], weights[2:6], weights[6:8]]
    for layer, own in zip(layers, by_layer):
        layer.set_weights(own)
        layer.trainable = layer.name not in frozen
    model.compile(optimizer=getattr(keras.optimizers, optimizer)(**options), loss="mse")
    history = model.fit(x, y, epochs=epochs, batch_size=batch_size, shuffle=False, verbose=0).history
    after = []
    for layer in layers:
        after += [layer.kernel, layer.bias] if hasattr(layer, "kernel") else [layer.gamma, layer.beta, layer.moving_mean, layer.moving_variance]
    out.append({"frozen": frozen, "kernelConstraint": constraint and camel(constraint), "optimizer": optimizer.lower(), "options": {camel(k): v for k, v in options.items()},
                "epochs": epochs, "batchSize": batch_size, "history": [figure(v) for v in history["loss"]],
                "after": {name: pack(np.array(w)) for name, w in zip(names, after)},
                "evaluated": figure(model.evaluate(x, y, batch_size=10, verbose=0))})


sgd = {"learning_rate": 0.1, "momentum": 0.5}
for frozen in ([], ["dense"], ["batch_normalization"], ["dense", "batch_normalization"], ["dense", "dense_1"]):
    case(frozen, "SGD", sgd)
case(["dense"], "Adam", {"learning_rate": 0.05, "weight_decay": 0.1})
case([], "SGD", {"learning_rate": 0.1, "use_ema": True, "ema_momentum": 0.7})
case(["batch_normalization"], "SGD", {"learning_rate": 0.1, "use_ema": True, "ema_momentum": 0.7, "ema_overwrite_frequency": 2})
# five batches, gathered by two: the last of an epoch goes into the first update of the next
case([], "Adam", {"learning_rate": 0.05, "gradient_accumulation_steps": 2}, epochs=3, batch_size=2)
case([], "SGD", sgd, constraint="max_norm")
case(["dense"], "SGD", sgd, constraint="unit_norm")
write("steering.json", out)
