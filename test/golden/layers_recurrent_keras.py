"""Golden values of layers over time by Keras 3:  python test/golden/layers_recurrent_keras.py [DIR]

Writes layers-recurrent.json, cases as layer_case.py describes them. With training the layer is a scan, else ONNX's own operator
where that fits: each option is tried in both. TensorFlow computes them.
"""
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
from golden import camel, pack, write
from keras import layers as L
from keras.regularizers import L1L2
from layer_case import case

keras.config.set_floatx("float64")

classes = {"lstm": L.LSTM, "gru": L.GRU, "simpleRnn": L.SimpleRNN}
shape = (3, 5, 2)
units = 3
mask = np.array([[1, 1, 1, 0, 0], [0, 1, 0, 1, 1], [1, 1, 1, 1, 1]])


def renamed(options):
    return {camel(k): (camel(v) if isinstance(v, str) else v) for k, v in options.items()}


def recurrent(kind, options, mask=None, further=(), initial=(), **regularizers):
    """In training, with gradients, and not."""
    make = lambda: classes[kind](units, **options, **regularizers)
    args = [units, {**renamed(options), **{camel(k): {"l1": float(r.l1), "l2": float(r.l2)} for k, r in regularizers.items()}}]
    return [case(kind, make, args, shape, training=training, mask=mask, differentiate=training, further=further, initial=initial) for training in (True, False)]


out = []
for kind in classes:
    for sequences in (False, True):
        for backwards in (False, True):
            out += recurrent(kind, {"return_sequences": sequences, "go_backwards": backwards})
            out += recurrent(kind, {"return_sequences": sequences, "go_backwards": backwards}, mask=mask)
for kind in classes:
    out += recurrent(kind, {"use_bias": False, "return_sequences": True})
    # Keras's SimpleRNN takes an activity regularizer, and does nothing with it
    activity = {} if kind == "simpleRnn" else {"activity_regularizer": L1L2(0.2, 0.3)}
    out += recurrent(kind, {}, **activity, kernel_regularizer=L1L2(0.1, 0.2), recurrent_regularizer=L1L2(0.2, 0.1), bias_regularizer=L1L2(0.3, 0.05))
for after in (True, False):
    for options in ({"return_sequences": True}, {"use_bias": False}, {"go_backwards": True}, {"recurrent_activation": "hard_sigmoid"}):
        out += recurrent("gru", {"reset_after": after, **options})
    out += recurrent("gru", {"reset_after": after, "return_sequences": True}, mask=mask)
for activation in ["relu", "elu", "leaky_relu", "linear", "softplus", "softsign", "hard_sigmoid", "gelu", "silu", "softmax", "mish", "relu6"]:
    for kind in classes:
        out += recurrent(kind, {"activation": activation, "return_sequences": True})
for gate in ["hard_sigmoid", "tanh", "relu", "softsign", "silu"]:
    for kind in ("lstm", "gru"):
        out += recurrent(kind, {"recurrent_activation": gate})
for kind in classes:
    for sequences in (False, True):
        for state_mask in (None, mask):
            further = ["h", "c"] if kind == "lstm" else ["h"]
            options = {"return_sequences": sequences, "return_state": True, "go_backwards": sequences}
            out += recurrent(kind, options, mask=state_mask, further=further)
    further = ["h", "c"] if kind == "lstm" else ["h"]
    out += recurrent(kind, {"return_state": True}, further=further, initial=further)
    # a mask whose first steps are masked is not here: Keras puts out 0 there, and we the state that goes on
    out += recurrent(kind, {"return_sequences": True, "return_state": True}, mask=np.array([[1, 1, 1, 0, 0], [1, 1, 0, 1, 1], [1, 1, 1, 1, 1]]), further=further, initial=further)


def inner_name(weight, root):
    """forward/kernel for bidirectional/forward_lstm/lstm_cell/kernel."""
    direction = "forward" if "forward_" in weight.path else "backward"
    return f"{direction}/{camel(weight.name)}"


def both_ways(kind, options, merge, mask=None, further=()):
    make = lambda: L.Bidirectional(classes[kind](units, **options), merge_mode=merge)
    args = [{"layer": kind, "args": [units, renamed(options)]}, {"mergeMode": merge}]
    return [case("bidirectional", make, args, shape, training=training, mask=mask, name=inner_name, differentiate=training, further=further) for training in (True, False)]


for merge in ("concat", "sum", "mul", "ave", None):
    for sequences in (False, True):
        for kind in ("lstm", "gru"):
            further = [] if merge else ["backward"]
            out += both_ways(kind, {"return_sequences": sequences}, merge, further=further)
            out += both_ways(kind, {"return_sequences": sequences}, merge, mask=mask, further=further)
states = ["forward/h", "forward/c", "backward/h", "backward/c"]
out += both_ways("lstm", {"return_sequences": True, "return_state": True}, "concat", further=states)
out += both_ways("lstm", {"return_state": True}, None, further=["backward", *states])
out += both_ways("simpleRnn", {"activation": "relu"}, "concat")
own = lambda: L.Bidirectional(L.LSTM(units, return_sequences=True), backward_layer=L.GRU(units, return_sequences=True, go_backwards=True, name="backward_gru"))
args = [{"layer": "lstm", "args": [units, {"returnSequences": True}]}, {"backwardLayer": {"layer": "gru", "args": [units, {"returnSequences": True, "goBackwards": True}]}}]
out += [case("bidirectional", own, args, shape, training=training, name=inner_name, differentiate=training) for training in (True, False)]



def two_layers(options, merge, further=()):
    """An LSTM, and backwards a GRU of fewer units."""
    make = lambda: L.Bidirectional(L.LSTM(units, **options), merge_mode=merge, backward_layer=L.GRU(2, go_backwards=True, name="backward_gru", **options))
    backward = {"layer": "gru", "args": [2, {**renamed(options), "goBackwards": True}]}
    args = [{"layer": "lstm", "args": [units, renamed(options)]}, {"mergeMode": merge, "backwardLayer": backward}]
    return [case("bidirectional", make, args, shape, training=training, name=inner_name, differentiate=training, further=further) for training in (True, False)]


out += two_layers({}, "concat")
out += two_layers({"return_sequences": True}, None, further=["backward"])
out += two_layers({"return_sequences": True, "return_state": True}, "concat", further=["forward/h", "forward/c", "backward/h"])

named = lambda kind: lambda weight, root: f"{kind}/{camel(weight.name)}"
out.append(case("timeDistributed", lambda: L.TimeDistributed(L.Dense(4, activation="tanh")), [{"layer": "dense", "args": [4, {"activation": "tanh"}]}], shape, name=named("dense")))
out.append(case("timeDistributed", lambda: L.TimeDistributed(L.Dense(4)), [{"layer": "dense", "args": [4]}], shape, mask=mask, training=True, name=named("dense")))
out.append(case("timeDistributed", lambda: L.TimeDistributed(L.Conv2D(2, 2)), [{"layer": "conv2d", "args": [2, 2]}], (2, 3, 3, 4, 2), name=named("conv2d")))
out.append(case("timeDistributed", lambda: L.TimeDistributed(L.Flatten()), [{"layer": "flatten", "args": []}], (2, 3, 2, 2)))
# Keras leaves out a penalty on the activity of the layer inside
penalized = lambda: L.TimeDistributed(L.Dense(4, activity_regularizer=L1L2(0.1, 0.2)))
out.append(case("timeDistributed", penalized, [{"layer": "dense", "args": [4, {"activityRegularizer": {"l1": 0.1, "l2": 0.2}}]}], shape, training=True, name=named("dense")))
# words of sentences; the mask that Keras gives on is still of words, which no layer of a series takes, and ours of sentences
words = np.array([[[1, 1, 0, 0], [1, 1, 1, 1], [0, 0, 0, 0]], [[0, 1, 0, 1], [1, 0, 0, 0], [1, 1, 1, 0]]])
for kind in ("lstm", "gru", "simpleRnn"):
    for training in (True, False):
        over = lambda: L.TimeDistributed(classes[kind](units))
        one = case("timeDistributed", over, [{"layer": kind, "args": [units]}], (2, 3, 4, 2), mask=words, training=training, name=named({"simpleRnn": "simple_rnn"}.get(kind, kind)), differentiate=training)
        out.append({**one, "outputMask": pack(words.any(axis=-1).astype("int32"))})
out.append(case("repeatVector", lambda: L.RepeatVector(3), [3], (2, 4)))
for dims, of in [((2, 1), (2, 3, 4)), ((3, 1, 2), (2, 3, 4, 2)), ((1, 2), (2, 3, 4))]:
    out.append(case("permute", lambda: L.Permute(dims), [dims], of))
write("layers-recurrent.json", out)
