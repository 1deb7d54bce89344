"""Golden values of every metric by Keras 3, over several batches, the last one smaller, with and without weights.

Run in a Python environment with Keras 3 and TensorFlow:  python test/golden/metrics_keras.py [DIR]

metrics-streaming.json: a list of {metric, options, target, output, sampleWeight, mask, batchSize, figures}. `sampleWeight` is null for
an unweighted metric. `mask` is 0 or 1 for [batch, time], null where there is none; Keras, whose streaming metrics do not look at masks,
is given it as a weight. `figures` are all that the metric results in. Class indices where Keras takes one-hot targets only are those
targets' positions.
"""
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import keras
import numpy as np
from golden import array, camel, draw, exact, figure, pack, write
from keras import metrics as M

counting = ("AUC", "True", "False", "Precision", "Recall", "Sensitivity", "Specificity")
out = []
words = {"uniform_average": "uniformAverage", "variance_weighted_average": "varianceWeightedAverage"}
names = {"AUC": "auc", "KLDivergence": "klDivergence", "IoU": "iou", "LogCoshError": "logCosh"}


def tenon(options):
    renamed = {"sparse_y_true": "sparseYTrue", "sparse_y_pred": "sparseYPred"}
    return {renamed.get(k, camel(k)): words.get(v, v) if isinstance(v, str) else v for k, v in options.items()}


def run(metric, options, target, output, weights, batch):
    # Keras's default; in float64, outputs of 0.2 in float32 would be above a threshold of 0.2
    keras.config.set_floatx("float32" if metric.startswith(counting) else "float64")
    if metric[0].islower():
        made = M.MeanMetricWrapper(getattr(M, metric), **options)
    else:
        # by default IoU cuts weights to integers
        made = getattr(M, metric)(**options, **({"dtype": "float64"} if "IoU" in metric else {}))
    output = output.astype("float32") if "TopK" in metric else output
    for start in range(0, len(output), batch):
        part = slice(start, start + batch)
        made.update_state(target[part], output[part], None if weights is None else weights[part])
    return [figure(v) for v in np.atleast_1d(array(made.result()))]


def case(metric, options, target, output, weights=None, mask=None, batch=3, given=None):
    """`given` are the targets that Tenon takes, where they are others."""
    combined = weights if mask is None else mask.astype("float64") if weights is None else mask * weights
    figures = run(metric, options, target, output, combined, batch)
    name = names.get(metric, metric[0].lower() + camel(metric)[1:])
    out.append({"metric": name, "options": tenon(options), "target": pack(target if given is None else given), "output": pack(output),
                "sampleWeight": None if weights is None else pack(weights), "mask": None if mask is None else pack(mask), "batchSize": batch, "figures": figures})


rows = 8
weights = draw(rows, low=0, high=3)
mask = np.array([[1, 1, 1, 1], [1, 0, 0, 0], [1, 0, 1, 0], [0, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 1], [0, 1, 1, 0], [1, 1, 1, 0]], "int32")


def both(metric, options, target, output, **rest):
    case(metric, options, target, output, None, **rest)
    case(metric, options, target, output, weights, **rest)


def probabilities(*shape):
    p = draw(*shape, low=0.05, high=1)
    return exact(p / p.sum(-1, keepdims=True))


def labels_for(x, wrong=3):
    """Right for most."""
    labels = x.argmax(-1).astype("int32").reshape(-1)
    labels[::wrong] = (labels[::wrong] + 1) % x.shape[-1]
    return labels.reshape(x.shape[:-1])


def bits_for(x):
    bits = (x > 0.45).astype("float64").reshape(-1)
    bits[::3] = 1 - bits[::3]
    return bits.reshape(x.shape)


# accuracies
six = probabilities(rows, 6)
labels = labels_for(six, 2)
onehot = np.eye(6)[labels]
whole = np.round(draw(rows, 3, low=0, high=2))
case("Accuracy", {}, whole[:, :1], np.roll(whole, 1)[:, :1])
case("Accuracy", {}, whole[:, :1], np.roll(whole, 1)[:, :1], weights)
one = draw(rows, 1, low=0.02, high=0.98)
single = bits_for(one)
many = draw(rows, 3, low=0.02, high=0.98)
bits = bits_for(many)
for options in ({}, {"threshold": 0.3}):
    both("BinaryAccuracy", options, single, one)
    both("BinaryAccuracy", options, bits, many)
both("CategoricalAccuracy", {}, onehot, six)
both("SparseCategoricalAccuracy", {}, labels, six)
ties = np.round(six * 10) / 10
for options in ({}, {"k": 2}, {"k": 1}):
    for output in (six, exact(ties)):
        both("TopKCategoricalAccuracy", options, onehot, output)
        both("SparseTopKCategoricalAccuracy", options, labels, output)
case("SparseTopKCategoricalAccuracy", {"k": 2}, labels.reshape(4, 2), six.reshape(4, 2, 6))

# counts at thresholds: one, several, evenly spaced ones, and outputs at a threshold or outside of [0, 1]
at = exact([[0.5], [0.5], [0.25], [0.75], [0.0], [1.0], [1.0], [0.0]])
beyond = exact(draw(rows, 3, low=-2, high=3))
listed = {"thresholds": [0.75, 0.2, 0.5]}
even = {"thresholds": [0.0, 0.25, 0.5, 0.75, 1.0]}
for metric in ("TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives", "Precision", "Recall"):
    both(metric, {}, bits, many)
    both(metric, {}, single, at)
    for options in (listed, even, {"thresholds": 0.3}):
        both(metric, options, bits, many)
        both(metric, options, bits, beyond)
        both(metric, options, single, at)
    both(metric, {}, onehot, six, given=labels)
for metric in ("Precision", "Recall"):
    for options in ({"top_k": 2}, {"top_k": 2, "thresholds": 0.2}, {"class_id": 1}, {"class_id": 1, "thresholds": [0.1, 0.3]}, {"class_id": 2, "top_k": 1}):
        both(metric, options, onehot, six)
        both(metric, options, onehot, exact(ties))
    both(metric, {"thresholds": 0.9}, 0 * bits, exact(many * 0.5))

# areas under curves
for options in ({}, {"num_thresholds": 5}, {"num_thresholds": 2}, {"thresholds": [0.7, 0.1, 0.4]}, {"thresholds": [0.25, 0.5, 0.75]}):
    for curve in ("ROC", "PR", "PRGAIN"):
        for method in ("interpolation", "majoring", "minoring"):
            both("AUC", {**options, "curve": curve, "summation_method": method}, bits, many)
    both("AUC", {**options, "multi_label": True}, bits, many)
both("AUC", {}, single, one)
both("AUC", {"num_thresholds": 9}, single, at)
both("AUC", {}, bits, beyond)
both("AUC", {"from_logits": True}, bits, beyond)
both("AUC", {"curve": "PR", "multi_label": True, "label_weights": [0.2, 0.5, 1.5]}, bits, many)
both("AUC", {"multi_label": True, "label_weights": [0.2, 0.5, 1.5]}, bits, many)
both("AUC", {"label_weights": [0.2, 0.5, 1.5]}, bits, many)
both("AUC", {}, 0 * bits, many)
both("AUC", {}, onehot, six, given=labels)

# operating points
for metric, option in (("SensitivityAtSpecificity", "specificity"), ("SpecificityAtSensitivity", "sensitivity"), ("PrecisionAtRecall", "recall"), ("RecallAtPrecision", "precision")):
    for value in (0.5, 0.75, 1.0):
        both(metric, {option: value}, bits, many)
        both(metric, {option: value, "num_thresholds": 1}, single, one)
    both(metric, {option: 0.5, "num_thresholds": 5}, single, at)
    both(metric, {option: 0.6, "num_thresholds": 2}, bits, many)
    both(metric, {option: 0.5, "class_id": 2}, bits, many)

# F-scores
for options in ({"average": a} for a in (None, "micro", "macro", "weighted")):
    both("F1Score", options, onehot, six)
    both("F1Score", {**options, "threshold": 0.5}, bits, many)
    both("FBetaScore", {**options, "beta": 2.0}, onehot, six)
both("F1Score", {"threshold": 0.4}, single, one)
both("F1Score", {}, onehot, np.concatenate([np.zeros((2, 6)), six[2:]]))
both("FBetaScore", {}, onehot, six, given=labels)
both("FBetaScore", {"beta": 0.5, "threshold": 0.3, "average": "macro"}, exact(bits * 0.5), many)

# intersection over union
maps = probabilities(rows, 2, 4)
truth = labels_for(maps, 2)
pixels = draw(rows, 2, low=0, high=2)
grid = np.random.default_rng(3).integers(0, 4, (rows, 2)).astype("float64")
guess = np.where(np.arange(rows * 2).reshape(rows, 2) % 3 == 0, grid, (grid + 1) % 4)
for options in ({}, {"ignore_class": 1}):
    sparse = {**options, "num_classes": 4, "sparse_y_pred": False}
    for w in (None, pixels):
        case("MeanIoU", sparse, truth, maps, w)
        case("IoU", {**sparse, "target_class_ids": [0, 2]}, truth, maps, w)
        case("OneHotMeanIoU", {**options, "num_classes": 4}, np.eye(4)[truth], maps, w)
        case("OneHotIoU", {**options, "num_classes": 4, "target_class_ids": [3]}, np.eye(4)[truth], maps, w)
        case("MeanIoU", {**options, "num_classes": 4, "sparse_y_true": False, "sparse_y_pred": False}, np.eye(4)[truth], maps, w)
for options in ({"num_classes": 4}, {"num_classes": 3}, {"num_classes": 6}):
    case("MeanIoU", options, grid[:, :1], guess[:, :1])
    case("MeanIoU", options, grid[:, :1], guess[:, :1], weights)
for options in ({}, {"target_class_ids": [1]}, {"threshold": 0.25}):
    both("BinaryIoU", options, single, one)
    both("BinaryIoU", options, single, at)

# errors
near, far = draw(rows, 3, low=-2, high=2), draw(rows, 3, low=-2, high=2)
both("RootMeanSquaredError", {}, near, far)
case("RootMeanSquaredError", {}, draw(rows, 4, 2), draw(rows, 4, 2), draw(rows, 4, low=0, high=3))
for options in ({}, {"class_aggregation": None}, {"class_aggregation": "variance_weighted_average"}, {"num_regressors": 3}, {"num_regressors": 30}, {"num_regressors": 2, "class_aggregation": None}):
    both("R2Score", options, near, exact(near + 0.4 * far))
    both("R2Score", options, near[:, :1], exact(near + 0.4 * far)[:, :1])
both("R2Score", {}, exact(near * 0.01 + 1000), exact(near * 0.01 + 0.002 * far + 1000))
both("R2Score", {"class_aggregation": None}, np.concatenate([np.full((rows, 1), 2.0), near[:, 1:]], 1), far)
for metric in ("MeanSquaredError", "MeanAbsoluteError", "MeanAbsolutePercentageError", "LogCoshError", "CosineSimilarity", "PearsonCorrelation", "ConcordanceCorrelation"):
    both(metric, {}, near, far)
both("MeanSquaredLogarithmicError", {}, draw(rows, 3, low=0, high=4), draw(rows, 3, low=0, high=4))
for options in ({}, {"delta": 0.5}):
    both("huber", options, near, far)

# divergences, hinges and cross-entropies
both("KLDivergence", {}, probabilities(rows, 4), probabilities(rows, 4))
both("Poisson", {}, np.round(draw(rows, 3, low=0, high=5)), draw(rows, 3, low=0.1, high=5))
signs = 2 * bits - 1
both("Hinge", {}, signs, far)
both("SquaredHinge", {}, signs, far)
both("CategoricalHinge", {}, onehot, six)
for options in ({}, {"label_smoothing": 0.2}):
    both("BinaryCrossentropy", options, bits, many)
    both("CategoricalCrossentropy", options, onehot, six)
    both("BinaryCrossentropy", {**options, "from_logits": True}, bits, far)
    both("CategoricalCrossentropy", {**options, "from_logits": True}, np.eye(3)[labels % 3], far)
    both("binary_focal_crossentropy", {**options, "gamma": 1.5, "apply_class_balancing": True}, bits, many)
    both("categorical_focal_crossentropy", {**options, "alpha": 0.5}, onehot, six)
both("SparseCategoricalCrossentropy", {}, labels, six)
both("SparseCategoricalCrossentropy", {"from_logits": True}, labels % 3, far)
# without weights Keras divides by all labels, ignored ones included
for w in (np.ones((rows, 2)), pixels):
    case("SparseCategoricalCrossentropy", {"ignore_class": 3}, truth, maps, w)

# series: weights of steps, and steps that do not count
series = draw(rows, 4, 2, low=0.02, high=0.98)
marks = bits_for(series)
for metric, options in (("Precision", {}), ("Recall", {"thresholds": [0.2, 0.6]}), ("AUC", {}), ("TruePositives", {})):
    steps = draw(rows, 4, low=0, high=3)
    case(metric, options, marks, series, steps)
    for w in (None, steps):
        case(metric, options, marks, exact(series * mask[..., None]), w, mask)
case("RootMeanSquaredError", {}, marks, exact(series * mask[..., None]), None, mask)

# another axis than the last; of class indices Keras has it on PyTorch and JAX alone, and its IoU fails at the end: the last one's figures
across = lambda x, axis=1: np.moveaxis(x, -1, axis)
tall, other = draw(rows, 4, 3), draw(rows, 4, 3)
for axis in (1, -2):
    for metric in ("CosineSimilarity", "PearsonCorrelation", "ConcordanceCorrelation"):
        case(metric, {"axis": axis}, tall, other)
case("CategoricalCrossentropy", {"axis": 1}, across(probabilities(rows, 4, 3)), across(probabilities(rows, 4, 3)))


def moved(metric, options, target, output, w, axis):
    case(metric, options, target, output, w)
    of = out[-1]
    of.update(options={**of["options"], "axis": axis}, output=pack(across(output)))
    if target.ndim == output.ndim:
        of["target"] = pack(across(target))


ids = {"num_classes": 4, "target_class_ids": [1, 2]}
for w in (None, pixels):
    moved("MeanIoU", {"num_classes": 4, "sparse_y_pred": False}, truth, maps, w, 1)
    moved("IoU", {**ids, "sparse_y_pred": False}, truth, maps, w, -2)
    moved("OneHotMeanIoU", {"num_classes": 4}, np.eye(4)[truth], maps, w, 1)
    moved("OneHotIoU", ids, np.eye(4)[truth], maps, w, -2)
moved("SparseCategoricalCrossentropy", {}, truth, maps, None, 1)
write("metrics-streaming.json", out)
