"""Golden values of the losses that training_keras.py leaves out, by Keras 3; of triplet losses, which Keras has not, by plain
loops, and of ctc by PyTorch, which Keras has to agree with.

Run in a Python environment with Keras 3, TensorFlow and PyTorch:  python test/golden/losses_keras.py [DIR]

losses-more.json is a list of cases of two kinds:
  values {loss, options, head, target, x, values, value, gradient}: as in losses.json
  loss   {loss, options, target, x, mask, sampleWeight, value, gradient}: as in weights.json; `options` may hold a reduction
"""
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import keras
import numpy as np
import tensorflow as tf
import torch
from golden import array, camel, draw, exact, figure, gradients, pack, write
from keras import losses as K
from keras import ops

keras.config.set_floatx("float64")
out = []
packed = lambda x: None if x is None else pack(x)
heads = {"softmax": ops.softmax, "sigmoid": ops.sigmoid, None: lambda x: x}
reductions = {"sum": "sum", "mean": "mean", "sumOverBatchSize": "sum_over_batch_size", "meanWithSampleWeight": "mean_with_sample_weight"}


def tenon(options):
    return {camel(k): camel(v) if k == "reduction" else v for k, v in options.items()}


# ---- triplets, one anchor, positive and negative at a time


def distance(a, b, metric):
    if metric == "angular":
        return tf.maximum(1 - tf.reduce_sum(a * b) / (tf.norm(a) * tf.norm(b)), 0)
    squared = tf.reduce_sum((a - b) ** 2)
    return squared if metric == "squaredL2" else tf.sqrt(squared)


def semi_hard(labels, x, margin=1.0, distance_metric="L2"):
    n, d = len(labels), lambda i, j: distance(x[i], x[j], distance_metric)
    losses = []
    for a in range(n):
        for p in range(n):
            if p == a or labels[p] != labels[a]:
                continue
            positive = d(a, p)
            negatives = [d(a, o) for o in range(n) if labels[o] != labels[a]]
            farther = [o for o in negatives if o > positive]
            negative = min(farther, key=float) if farther else max(negatives, key=float)
            losses.append(tf.maximum(positive - negative + margin, 0))
    return tf.add_n(losses) / len(losses)


def hard(labels, x, margin=1.0, distance_metric="L2", soft=False):
    n, d = len(labels), lambda i, j: distance(x[i], x[j], distance_metric)
    losses = []
    for a in range(n):
        positive = max([d(a, o) for o in range(n) if o != a and labels[o] == labels[a]], key=float)
        negative = min([d(a, o) for o in range(n) if labels[o] != labels[a]], key=float)
        losses.append(tf.math.log1p(tf.exp(positive - negative)) if soft else tf.maximum(positive - negative + margin, 0))
    return tf.stack(losses)


plain = {"TripletSemiHard": semi_hard, "TripletHard": hard}


def values(loss, options, target, x, head=None):
    def run(tensors):
        output = heads[head](tensors[0])
        if loss in plain:
            result = plain[loss](target, output, **options)
            return ops.mean(result), result
        call, wanted = getattr(K, loss), ops.convert_to_tensor(target)
        return call(**options)(wanted, output * 1), call(reduction=None, **options)(wanted, output * 1)

    value, result, (gradient,) = gradients(run, [ops.convert_to_tensor(x)])
    out.append({"kind": "values", "loss": renamed(loss), "options": tenon(options), "head": head, "target": pack(target), "x": pack(x),
                "values": pack(result), "value": figure(array(value)), "gradient": pack(gradient)})


def weighed(loss, options, target, x, mask=None, weights=None):
    call = getattr(K, loss)(**{k: reductions.get(v, v) if k == "reduction" else v for k, v in options.items()})

    def run(tensors):
        output = tensors[0] * 1
        if mask is not None:
            keras.src.backend.set_keras_mask(output, ops.convert_to_tensor(mask, dtype="bool"))
        return call(ops.convert_to_tensor(target), output, sample_weight=weights), None

    value, _, (gradient,) = gradients(run, [ops.convert_to_tensor(x)])
    out.append({"kind": "loss", "loss": renamed(loss), "options": tenon(options), "target": pack(target), "x": pack(x), "mask": packed(mask),
                "sampleWeight": packed(weights), "value": figure(array(value)), "gradient": pack(gradient)})


def renamed(loss):
    return {"KLDivergence": "klDivergence"}.get(loss, loss[0].lower() + loss[1:])


def probabilities(*shape):
    p = draw(*shape, low=0.05, high=1)
    return exact(p / p.sum(-1, keepdims=True))


labels, onehot = np.array([2, 0, 1], "int32"), np.eye(4)[[2, 0, 1]]
bits = np.array([[0.0, 1, 1], [1, 0, 0]])
signs = 2 * bits - 1
logits = {"from_logits": True}

# errors
for target in (draw(3, 4, low=-2, high=2), np.array([[0.0, 1, 2, -1]] * 3)):
    values("MeanAbsolutePercentageError", {}, target, draw(3, 4, low=-2, high=2))
values("MeanAbsolutePercentageError", {}, draw(2, 3, 2, low=1, high=3), draw(2, 3, 2, low=1, high=3))
values("MeanSquaredLogarithmicError", {}, draw(3, 4, low=0, high=5), draw(3, 4, low=0.1, high=5))
values("MeanSquaredLogarithmicError", {}, draw(3, 4, low=-1, high=5), draw(3, 4, low=-1, high=5))
values("LogCosh", {}, draw(3, 4, low=-2, high=2), draw(3, 4, low=-3, high=3))
values("LogCosh", {}, draw(2, 3, 2, low=-50, high=50), draw(2, 3, 2, low=-50, high=50))
values("CosineSimilarity", {}, draw(3, 4, low=-2, high=2), draw(3, 4, low=-3, high=3))
values("CosineSimilarity", {}, np.concatenate([np.zeros((1, 3)), draw(2, 3)]), draw(3, 3, low=-300, high=300))
values("CosineSimilarity", {}, draw(2, 3, 2), draw(2, 3, 2))

# distributions and counts
values("KLDivergence", {}, probabilities(3, 4), probabilities(3, 4))
values("KLDivergence", {}, onehot, probabilities(3, 4))
values("KLDivergence", {}, probabilities(3, 4), draw(3, 4), "softmax")
values("Poisson", {}, np.array([[0.0, 3, 1, 7]] * 3), draw(3, 4, low=0.1, high=6))
values("Poisson", {}, draw(2, 3, 2, low=0, high=4), draw(2, 3, 2, low=0.1, high=6))

# hinges: targets of 0 and 1, of -1 and 1, and others, which stay
for target in (bits, signs, exact(bits * 0.5), np.ones((2, 3)), 1 - bits * 2):
    values("Hinge", {}, target, draw(2, 3, low=-2, high=2))
    values("SquaredHinge", {}, target, draw(2, 3, low=-2, high=2))
values("CategoricalHinge", {}, onehot, draw(3, 4, low=-2, high=2))
values("CategoricalHinge", {}, onehot, draw(3, 4), "softmax")

# focal
for options in ({}, {"gamma": 0.0}, {"gamma": 0.5}, {"apply_class_balancing": True}, {"apply_class_balancing": True, "alpha": 0.7, "gamma": 3.0}, {"label_smoothing": 0.2}):
    values("BinaryFocalCrossentropy", options, bits, draw(2, 3, low=0.05, high=0.95))
    values("BinaryFocalCrossentropy", options, bits, draw(2, 3, low=-3, high=3), "sigmoid")
    values("BinaryFocalCrossentropy", {**options, **logits}, bits, draw(2, 3, low=-3, high=3))
for options in ({}, {"gamma": 0.0}, {"gamma": 0.5}, {"alpha": 0.6, "gamma": 3.0}, {"alpha": [0.1, 0.2, 0.3, 0.4]}, {"label_smoothing": 0.2}):
    values("CategoricalFocalCrossentropy", options, onehot, draw(3, 4, low=0.05, high=0.95))
    values("CategoricalFocalCrossentropy", options, onehot, draw(3, 4, low=-3, high=3), "softmax")
    values("CategoricalFocalCrossentropy", {**options, **logits}, probabilities(3, 4), draw(3, 4, low=-3, high=3))

# labels that may be wrong, and labels that do not count
for options in ({}, {"q": 0.8}):
    values("CategoricalGeneralizedCrossEntropy", options, labels, probabilities(3, 4))
    values("CategoricalGeneralizedCrossEntropy", options, labels, draw(3, 4, low=-2, high=2), "softmax")
values("CategoricalGeneralizedCrossEntropy", {}, np.array([[2, 0], [1, 3]], "int32"), probabilities(2, 2, 4))
for ignored in (-1, 255, 0):
    target = np.array([[2, ignored], [1, 3]], "int32")
    values("SparseCategoricalCrossentropy", {"ignore_class": ignored}, target, probabilities(2, 2, 4))
    values("SparseCategoricalCrossentropy", {"ignore_class": ignored, **logits}, target, draw(2, 2, 4, low=-3, high=3))

# overlaps of maps of classes
maps = np.round(draw(2, 3, 3, 2, low=0, high=1))
for options in ({}, {"axis": (1, 2, 3)}, {"axis": -1}):
    values("Dice", options, maps, draw(2, 3, 3, 2, low=0.02, high=0.98))
    values("Tversky", options, maps, draw(2, 3, 3, 2, low=0.02, high=0.98))
values("Tversky", {"alpha": 0.3, "beta": 0.9}, maps, draw(2, 3, 3, 2, low=0.02, high=0.98))

# pairs; the last label stands alone
of_pairs = np.array([7, -3, 7, 7, -3, 12], "int32")
embeddings = draw(6, 3)
unit = exact(embeddings / np.linalg.norm(embeddings, axis=-1, keepdims=True))
for options in ({}, {"gamma": 2.0, "margin": 0.25}, {"gamma": 5.0, "remove_diagonal": False}):
    values("Circle", options, of_pairs, unit)
scattered = lambda *shape: exact(np.random.default_rng(5).normal(size=shape))  # no two distances are equal
twos = np.array([7, -3, 7, 7, -3, 12, 12], "int32")
for options in ({}, {"margin": 0.3}, {"distance_metric": "squaredL2"}, {"distance_metric": "angular", "margin": 0.5}):
    values("TripletSemiHard", options, of_pairs, scattered(6, 3))
    values("TripletSemiHard", options, twos, scattered(7, 2))
    values("TripletHard", options, twos, exact(scattered(7, 2) * 2))
values("TripletHard", {"soft": True}, twos, exact(scattered(7, 2) * 2))

# weights and masks, as in weights_keras.py, and reductions
mask = np.array([[1, 1, 1, 1], [1, 0, 0, 0], [1, 0, 1, 0], [0, 0, 0, 0], [1, 1, 0, 0]], "int32")
around = {
    "MeanAbsolutePercentageError": draw, "MeanSquaredLogarithmicError": lambda *s: draw(*s, low=0.1, high=4), "LogCosh": draw, "CosineSimilarity": draw,
    "KLDivergence": probabilities, "Poisson": lambda *s: draw(*s, low=0.1, high=4), "Hinge": draw, "SquaredHinge": draw, "CategoricalHinge": probabilities,
    "BinaryFocalCrossentropy": probabilities, "CategoricalFocalCrossentropy": probabilities, "CategoricalGeneralizedCrossEntropy": probabilities,
    "Dice": probabilities, "Tversky": probabilities,
}
for loss, drawn in around.items():
    def target_of(*shape):
        return np.random.default_rng(7).integers(0, shape[-1], shape[:-1]).astype("int32") if "Generalized" in loss else drawn(*shape)

    rows, steps = (5, 3), (5, 4, 3)
    weighed(loss, {}, target_of(*rows), drawn(*rows), None, draw(5, low=0, high=3))
    weighed(loss, {}, target_of(*steps), drawn(*steps), None, draw(5, 4, low=0, high=3))
    weighed(loss, {}, target_of(*steps), drawn(*steps), mask, None)
    weighed(loss, {}, target_of(*steps), drawn(*steps), mask, draw(5, 4, low=0, high=3))
weighed("Circle", {"gamma": 3.0}, of_pairs, unit, None, draw(6, low=0, high=3))
ignored = np.where(mask == 1, np.random.default_rng(7).integers(0, 3, (5, 4)), 9).astype("int32")
for weights in (None, draw(5, 4, low=0, high=3)):
    for kept in (None, np.roll(mask, 1, axis=1)):
        weighed("SparseCategoricalCrossentropy", {"ignore_class": 9, **logits}, ignored, draw(5, 4, 3, low=-3, high=3), kept, weights)
for reduction in reductions:
    for weights in (None, draw(5, 4, low=0, high=3)):
        for kept in (None, mask):
            weighed("MeanSquaredError", {"reduction": reduction}, draw(5, 4, 3), draw(5, 4, 3), kept, weights)
    weighed("CategoricalCrossentropy", {"reduction": reduction}, probabilities(5, 3), probabilities(5, 3), None, draw(5, low=0, high=3))
    weighed("Dice", {"reduction": reduction}, probabilities(5, 3), probabilities(5, 3))
weighed("MeanSquaredError", {"reduction": "meanWithSampleWeight"}, draw(5, 3), draw(5, 3), None, np.zeros(5))


# sequences of labels, by PyTorch in float64; Keras on TensorFlow has float32 alone, and agrees as far as that goes
def sequences(target, x, weights=None):
    leaf = torch.tensor(x, requires_grad=True)
    lengths = torch.tensor((target != 0).sum(1)), torch.full((len(x),), x.shape[1])
    logs = torch.log_softmax(leaf, -1).transpose(0, 1)
    result = torch.nn.functional.ctc_loss(logs, torch.tensor(target), lengths[1], lengths[0], blank=0, reduction="none")
    (gradient,) = torch.autograd.grad(result.mean(), leaf, retain_graph=True)
    call = lambda tensors: (K.CTC()(target, tensors[0] * 1), K.CTC(reduction=None)(target, tensors[0] * 1))
    value, all_of_keras, (gradient_of_keras,) = gradients(call, [ops.convert_to_tensor(x)])
    for ours, keras_own in ((result, all_of_keras), (result.mean(), value), (gradient, gradient_of_keras)):
        np.testing.assert_allclose(array(ours), array(keras_own), rtol=5e-6, atol=5e-6)
    if weights is not None:
        value, (gradient,) = (weighted := (result * torch.tensor(weights)).mean()), torch.autograd.grad(weighted, leaf)
        np.testing.assert_allclose(array(value), array(K.CTC()(target, x, sample_weight=weights)), rtol=5e-6)
        out.append({"kind": "loss", "loss": "ctc", "options": {}, "target": pack(target), "x": pack(x), "mask": None,
                    "sampleWeight": pack(weights), "value": figure(array(value)), "gradient": pack(gradient)})
        return
    out.append({"kind": "values", "loss": "ctc", "options": {}, "head": None, "target": pack(target), "x": pack(x),
                "values": pack(result), "value": figure(array(result.mean())), "gradient": pack(gradient)})


# repeats, no label at all, fewer labels than fit, as many as just fit
sequences(np.array([[1, 2, 3], [2, 2, 0], [0, 0, 0], [3, 1, 3]], "int32"), draw(4, 6, 4, low=-3, high=3))
sequences(np.array([[1, 1, 1], [1, 2, 1]], "int32"), draw(2, 5, 3, low=-3, high=3))
sequences(np.array([[2]], "int32"), draw(1, 1, 3, low=-3, high=3))
sequences(np.array([[1, 2], [2, 0]], "int32"), draw(2, 4, 3, low=-3, high=3), draw(2, low=0, high=3))
# steps enough for the sum of logarithms to lose precision, and logits far apart
sequences(np.array([[1, 2, 2, 3, 1, 1, 0], [3, 0, 0, 0, 0, 0, 0]], "int32"), draw(2, 60, 4, low=-30, high=30))

# another axis than the last; smoothing where both have as many elements, since Keras counts those of the last
along = lambda x, axis: np.moveaxis(x, -1, axis)
for axis in (1, -2):
    for options in ({}, {"label_smoothing": 0.2}):
        # Keras on TensorFlow has no logits along an axis that counts from the end
        for name in ("CategoricalCrossentropy", "CategoricalFocalCrossentropy") if axis > 0 else ():
            values(name, {**options, "axis": axis}, along(probabilities(2, 3, 3), axis), along(probabilities(2, 3, 3), axis))
            values(name, {**options, **logits, "axis": axis}, along(probabilities(2, 3, 3), axis), draw(2, 3, 3, low=-3, high=3))
        for name in ("BinaryCrossentropy", "BinaryFocalCrossentropy"):
            values(name, {**options, "axis": axis}, np.round(draw(2, 4, 3, low=0, high=1)), draw(2, 4, 3, low=0.05, high=0.95))
            values(name, {**options, **logits, "axis": axis}, np.round(draw(2, 4, 3, low=0, high=1)), draw(2, 4, 3, low=-3, high=3))
    values("CosineSimilarity", {"axis": axis}, draw(2, 4, 3), draw(2, 4, 3))
values("CosineSimilarity", {"axis": 1}, draw(3, 4), draw(3, 4))
values("CategoricalCrossentropy", {"axis": 2}, along(probabilities(2, 3, 5, 4), 2), along(probabilities(2, 3, 5, 4), 2))

# class indices along another axis, which Keras has on PyTorch and JAX, but not on TensorFlow: its own, of the axis at the end
def of_indices(options, target, x, axis):
    before = len(out)
    values("SparseCategoricalCrossentropy", options, target, np.moveaxis(x, axis, -1))
    case = out[before]
    unpack = lambda packed: np.array(packed["data"]).reshape(packed["shape"])
    case.update(options={**case["options"], "axis": axis}, x=pack(x), gradient=pack(np.moveaxis(unpack(case["gradient"]), -1, axis)))


for options in ({}, {"ignore_class": 2}):
    of_indices(options, np.array([[2, 0, 1, 2], [1, 1, 2, 0]], "int32"), along(probabilities(2, 4, 3), 1), 1)
    of_indices({**options, **logits}, np.array([[[2, 0], [1, 2]]], "int32"), draw(1, 2, 3, 2, low=-3, high=3), -2)
write("losses-more.json", out)
