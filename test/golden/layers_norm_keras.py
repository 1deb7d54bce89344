"""Golden values by Keras 3 of normalizations, activations with options, and regularization.

Run in a Python environment with Keras 3 and TensorFlow:  python test/golden/layers_norm_keras.py [DIR]

attention.json: cases of attention: {layer, args, causal, inputs, masks, attentionMask, weights, y, scores, cotangent, gradients}; the sum
of the squares of scores, where they are not null, is added to what is differentiated.
layers-norm.json: cases as layer_case.py describes them. What is drawn at random has cases of rate 0 and of inference alone here; its
statistics are in test/dsl/noise.test.ts.
dropouts.json: {layer, args, x, kept, y, cotangent, gradient} of dropout in training, where kept is 1 for what Keras has kept, else 0.
layers-drop.json: cases of such layers outside training, and of rate 0.
layers-rectifiers.json: cases of layers that are activations, and of one that penalizes them.
"""
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import keras
import numpy as np
from golden import camel, draw, gradients, pack, write
from keras import layers as L
from keras import ops
from keras.regularizers import L1L2
from layer_case import case

keras.config.set_floatx("float64")

REGULARIZED = {"beta_regularizer": L1L2(0.1, 0.2), "gamma_regularizer": L1L2(0.3, 0)}
REGULARIZERS = {"betaRegularizer": {"l1": 0.1, "l2": 0.2}, "gammaRegularizer": {"l1": 0.3, "l2": 0}}
MASK = np.array([[1, 1, 0], [1, 0, 0]])


def options_of(options):
    return {camel(name): value for name, value in options.items()}


def normalization(name, layer, shape, mask=None, **options):
    return case(name, lambda: layer(**options), [options_of(options)], shape, mask=mask)


def normalizations():
    out = []
    for name, layer in [("layerNormalization", L.LayerNormalization), ("rmsNormalization", L.RMSNormalization), ("unitNormalization", L.UnitNormalization)]:
        # Keras sorts negative axes before positive ones, and lays the scale of RMSNormalization along last axes only
        last = [(-1, (3, 4)), (-1, (2, 3, 4)), ([2, 3], (2, 3, 2, 4)), ([3, 1, 2], (2, 3, 2, 2))]
        others = [] if name == "rmsNormalization" else [(1, (2, 3, 4)), (-2, (2, 3, 4, 2)), ([1, 3], (2, 3, 2, 4))]
        for axis, shape in last + others:
            out.append(normalization(name, layer, shape, axis=axis))
        out.append(normalization(name, layer, (2, 3, 4), mask=MASK))
    for options in [{"scale": False}, {"center": False}, {"scale": False, "center": False}, {"epsilon": 0.2}]:
        out.append(normalization("layerNormalization", L.LayerNormalization, (2, 3, 4), **options))
        out.append(normalization("groupNormalization", L.GroupNormalization, (2, 3, 4), groups=2, **options))
    out.append(normalization("rmsNormalization", L.RMSNormalization, (2, 3, 4), epsilon=0.2))
    for groups, axis, shape in [(2, -1, (2, 6)), (3, -1, (2, 5, 6)), (1, -1, (2, 3, 2, 4)), (-1, -1, (2, 3, 2, 4)), (2, 1, (2, 4, 3, 2)), (-1, 1, (2, 3, 4, 2)), (2, -2, (2, 3, 4, 2)), (2, -1, (2, 2, 2, 2, 4))]:
        out.append(normalization("groupNormalization", L.GroupNormalization, shape, groups=groups, axis=axis))
    out.append(normalization("groupNormalization", L.GroupNormalization, (2, 3, 4), mask=MASK, groups=2))
    for name, layer, options in [("layerNormalization", L.LayerNormalization, {}), ("groupNormalization", L.GroupNormalization, {"groups": 2})]:
        out.append(case(name, lambda: layer(**options, **REGULARIZED), [{**options, **REGULARIZERS}], (2, 3, 4)))
    out.append(case("unitNormalization", lambda: L.UnitNormalization(), [{}], (2, 3), x=np.array([[0.5, -2.0, 1.0], [3e-6, 4e-6, 0]]), differentiate=False))
    return out


def noises():
    out = []
    for name, layer in [("gaussianNoise", L.GaussianNoise), ("gaussianDropout", L.GaussianDropout)]:
        out.append(case(name, lambda: layer(0.5), [0.5], (2, 3, 4), mask=MASK))
        out.append(case(name, lambda: layer(0), [0], (2, 3), True))
    return out


write("layers-norm.json", normalizations() + noises())


def attention(layer, make, args, shapes, query_mask=None, value_mask=None, attention_mask=None, causal=False, scores=False):
    """shapes: of query, value and key; one alone is self-attention."""
    tensors = [draw(*shape) for shape in shapes]
    built = make()
    every = [*tensors, *tensors[-1:] * (3 - len(tensors))] if len(tensors) > 1 else tensors * 3
    # these take what is attended to as a list
    listed = isinstance(built, L.Attention)
    built.build([t.shape for t in every]) if listed else built.build(*(t.shape for t in every))
    for w in built.weights:
        w.assign(draw(*w.shape))
    names = [camel(w.name) if listed else "/".join(w.path.split("/")[-2:]) for w in built.weights]
    masks = [None if m is None else ops.convert_to_tensor(m, dtype="bool") for m in (query_mask, value_mask)]
    cotangent = None

    def run(given):
        nonlocal cotangent
        leaves = given[: len(tensors)]
        own = [*leaves, *leaves[-1:] * (3 - len(leaves))] if len(leaves) > 1 else leaves * 3
        extra = {"use_causal_mask": causal, "return_attention_scores": scores}
        if attention_mask is not None:
            extra["attention_mask"] = ops.convert_to_tensor(attention_mask, dtype="bool")
        for tensor, mask in zip(own, masks):
            if mask is not None and not listed:
                keras.src.backend.set_keras_mask(tensor, mask)
        y = built(own, mask=masks, **extra) if listed else built(own[0], own[1], key=own[2], **extra)
        y, shares = y if scores else (y, None)
        if cotangent is None:
            cotangent = draw(*y.shape)
        return ops.sum(y * ops.convert_to_tensor(cotangent)) + (ops.sum(shares * shares) if scores else 0), (y, shares)

    _, (y, shares), grads = gradients(run, [*map(ops.convert_to_tensor, tensors), *(w.value for w in built.weights)])
    inputs = dict(zip(["query", "value", "key"], map(pack, tensors)))
    return {
        "layer": layer, "args": args, "causal": causal, "inputs": inputs,
        "masks": {name: pack(m) for name, m in [("query", query_mask), ("value", value_mask)] if m is not None},
        "attentionMask": None if attention_mask is None else pack(attention_mask),
        "weights": {name: pack(w.value) for name, w in zip(names, built.weights)}, "y": pack(y),
        "scores": pack(shares) if scores else None, "cotangent": pack(cotangent), "gradients": {name: pack(g) for name, g in zip([*inputs, *names], grads)},
    }


def attentions():
    heads = lambda *args, **options: (lambda: L.MultiHeadAttention(*args, **options), [*args, options_of(options)])
    groups = lambda *args, **options: (lambda: L.GroupQueryAttention(*args, **options), [*args, options_of(options)])
    own, cross, three = [(2, 3, 4)], [(2, 3, 4), (2, 5, 6)], [(2, 3, 4), (2, 5, 6), (2, 5, 2)]
    steps = np.array([[1, 1, 1, 0, 0], [1, 0, 1, 1, 0]])
    pairs = np.array([[[1, 1, 0, 1, 0], [0, 1, 1, 0, 0], [1, 0, 0, 0, 1]], [[1, 1, 1, 1, 1], [0, 0, 0, 1, 0], [1, 0, 1, 0, 1]]])
    out = []
    for name, kind, args in [("multiHeadAttention", heads, (2, 3)), ("groupedQueryAttention", groups, (3, 4, 2))]:
        for options in [{}, {"use_bias": False}]:
            out.append(attention(name, *kind(*args, **options), own))
        out.append(attention(name, *kind(*args), own, causal=True))
        out.append(attention(name, *kind(*args), own, query_mask=MASK, value_mask=MASK))
        out.append(attention(name, *kind(*args), cross, value_mask=steps))
        out.append(attention(name, *kind(*args), cross, attention_mask=pairs, causal=True))
    four = np.stack([pairs, pairs[::-1]], 1)
    out.append(attention("multiHeadAttention", *heads(2, 3, value_dim=2), three))
    out.append(attention("multiHeadAttention", *heads(2, 3, output_shape=5), cross))
    out.append(attention("multiHeadAttention", *heads(1, 3), own))
    out.append(attention("multiHeadAttention", *heads(2, 3), cross, attention_mask=four))  # Keras lays other masks along its heads
    out.append(attention("groupedQueryAttention", *groups(2, 4, 1), own))
    out.append(attention("groupedQueryAttention", *groups(2, 3, 3), own))
    for name, kind, args in [("multiHeadAttention", heads, (2, 3)), ("groupedQueryAttention", groups, (3, 4, 2))]:
        out.append(attention(name, *kind(*args), cross, value_mask=steps, scores=True))
    return out


def scored():
    """Keras scores what a query and a key of one length have in common, and attends to a value of any."""
    dot = lambda **options: (lambda: L.Attention(**options), [options_of(options)])
    additive = lambda **options: (lambda: L.AdditiveAttention(**options), [options_of(options)])
    own, cross, three = [(2, 3, 4)], [(2, 3, 4), (2, 5, 4)], [(2, 3, 4), (2, 5, 2), (2, 5, 4)]
    steps = np.array([[1, 1, 1, 0, 0], [1, 0, 1, 1, 0]])
    out = []
    for name, kind, every in [
        ("attention", dot, [{}, {"use_scale": True}, {"score_mode": "concat"}, {"score_mode": "concat", "use_scale": True}]),
        ("additiveAttention", additive, [{}, {"use_scale": False}]),
    ]:
        for options in every:
            out.append(attention(name, *kind(**options), own))
            out.append(attention(name, *kind(**options), cross, causal=True))
            out.append(attention(name, *kind(**options), three, query_mask=MASK, value_mask=steps, scores=True))
        out.append(attention(name, *kind(), own, query_mask=MASK, value_mask=MASK, causal=True))
        out.append(attention(name, *kind(), cross, value_mask=steps, causal=True, scores=True))
    return out


def each_head():
    """A mask for each head of the query, of which some share a key."""
    pairs = np.array([[[1, 1, 0, 1, 0], [0, 1, 1, 0, 0], [1, 0, 0, 0, 1]], [[1, 1, 1, 1, 1], [0, 0, 0, 1, 0], [1, 0, 1, 0, 1]]])
    four = np.stack([pairs, pairs[::-1], pairs[:, ::-1], pairs[:, :, ::-1]], 1)
    cross = [(2, 3, 4), (2, 5, 6)]
    return [
        attention("groupedQueryAttention", lambda: L.GroupQueryAttention(3, 4, 2), [3, 4, 2, {}], cross, attention_mask=mask)
        for mask in (four, four[:, :1], four[:, :, :1])
    ]


def windows_and_gates():
    out = []
    own, cross = [(2, 5, 4)], [(2, 3, 4), (2, 5, 6)]
    for name, layer, args in [("multiHeadAttention", L.MultiHeadAttention, (2, 3)), ("groupedQueryAttention", L.GroupQueryAttention, (3, 4, 2))]:
        for options, shapes, causal in [
            ({"sliding_window": 1}, own, False), ({"sliding_window": 2}, own, False), ({"sliding_window": 2}, own, True), ({"sliding_window": 3}, cross, False),
            ({"use_gate": True}, own, False), ({"use_gate": True, "use_bias": False, "sliding_window": 2}, cross, False),
        ]:
            out.append(attention(name, lambda: layer(*args, **options), [*args, options_of(options)], shapes, causal=causal))
    out.append(attention("multiHeadAttention", lambda: L.MultiHeadAttention(2, 3, value_dim=4, use_gate=True), [2, 3, {"valueDim": 4, "useGate": True}], own))
    return out


write("attention.json", attentions() + scored() + each_head() + windows_and_gates())


def dropouts():
    yield "dropout", L.Dropout, {}, (3, 4, 5)
    yield "alphaDropout", L.AlphaDropout, {}, (3, 4, 5)
    yield "spatialDropout1d", L.SpatialDropout1D, {}, (3, 4, 6)
    yield "spatialDropout2d", L.SpatialDropout2D, {}, (3, 2, 4, 6)
    yield "spatialDropout2d", L.SpatialDropout2D, {"data_format": "channels_first"}, (3, 6, 2, 4)
    yield "spatialDropout3d", L.SpatialDropout3D, {}, (3, 2, 1, 3, 6)
    yield "spatialDropout3d", L.SpatialDropout3D, {"data_format": "channels_first"}, (3, 6, 2, 1, 3)


def tenon_args(rate, options):
    return [rate, {camel(name): camel(value) for name, value in options.items()}]


def dropped(name, layer, options, shape, rate=0.4):
    x, cotangent = draw(*shape), draw(*shape)
    built = layer(rate, seed=3, **options)

    def run(tensors):
        y = built(tensors[0], training=True)
        return ops.sum(y * ops.convert_to_tensor(cotangent)), y

    _, y, (gradient,) = gradients(run, [ops.convert_to_tensor(x)])
    kept = (np.asarray(gradient) != 0).astype("int32")
    return {"layer": name, "args": tenon_args(rate, options), "x": pack(x), "kept": pack(kept), "y": pack(y), "cotangent": pack(cotangent), "gradient": pack(gradient)}


def undropped(name, layer, options, shape):
    mask = MASK if len(shape) == 3 else None
    yield case(name, lambda: layer(0.4, **options), tenon_args(0.4, options), (2, 3, *shape[2:]), mask=mask)
    yield case(name, lambda: layer(0, **options), tenon_args(0, options), (2, 3, *shape[2:]), True)


write("dropouts.json", [dropped(*one) for one in dropouts()])
write("layers-drop.json", [c for one in dropouts() if one[0] != "dropout" for c in undropped(*one)])


def rectifiers():
    """Layers that are activations."""
    for shared, shape in [(None, (2, 5)), (None, (2, 3, 4)), ([1], (2, 3, 4)), ([1, 2], (2, 3, 2, 4)), (2, (2, 3, 4)), ([1, 2, 3], (2, 2, 3, 2))]:
        yield case("prelu", lambda: L.PReLU(shared_axes=shared), [{"sharedAxes": shared}], shape)
    yield case("prelu", lambda: L.PReLU(shared_axes=[1]), [{"sharedAxes": [1]}], (2, 3, 4), mask=MASK)
    yield case("prelu", lambda: L.PReLU(alpha_regularizer=L1L2(0.1, 0.2)), [{"alphaRegularizer": {"l1": 0.1, "l2": 0.2}}], (3, 4))
    for name, layer, all_options in [
        ("leakyRelu", L.LeakyReLU, [{}, {"negative_slope": 0.1}, {"negative_slope": 1.5}]),
        ("elu", L.ELU, [{}, {"alpha": 0.5}]),
        ("relu", L.ReLU, [{}, {"max_value": 0.5}, {"negative_slope": 0.1}, {"max_value": 0.4, "negative_slope": 0.2, "threshold": 0.1}]),
        ("softmax", L.Softmax, [{}, {"axis": 1}, {"axis": -2}, {"axis": [1, 2]}, {"axis": [-1]}]),
    ]:
        for options in all_options:
            yield case(name, lambda: layer(**options), [options_of(options)], (2, 3, 4))
        if name != "softmax":
            yield case(name, lambda: layer(), [{}], (2, 3, 4), mask=MASK)
    # a mask as a call takes it has the axes of the input; the layer's own output of masked steps is 0
    for mask in (MASK, np.array([[0, 0, 0], [1, 1, 1]])):
        yield case("softmax", lambda: L.Softmax(), [{}], (2, 3), mask=mask)
    for options in [{}, {"l1": 0.1}, {"l2": 0.3}, {"l1": 0.1, "l2": 0.3}]:
        yield case("activityRegularization", lambda: L.ActivityRegularization(**options), [options_of(options)], (4, 5), training=True)
    yield case("activityRegularization", lambda: L.ActivityRegularization(l1=0.1), [{"l1": 0.1}], (2, 3, 4), mask=MASK)


write("layers-rectifiers.json", list(rectifiers()))
