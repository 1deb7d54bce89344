"""One case of a layer, by Keras, for test/dsl/layers.test.ts, which reads every layers*.json beside it.

A case is {layer, args, training, x, mask, weights, y, outputMask, cotangent, penalty, xGradient, gradients, updates}:
  args       what the layer's factory in Tenon takes; a regularizer is {l1, l2}, a layer as an argument {layer, args}
  x          the input, float32, or int32 ids, which have no gradient
  mask       the mask that comes with it, 0 or 1 for [batch, time], or null
  weights    given, by Tenon's names (kernel, bias, gamma, beta, movingMean, movingVariance)
  outputMask the mask of the output, or null
  penalty    what regularizers add to the loss, or null
  xGradient, gradients  of sum(y * cotangent) + penalty, for x and for each trainable weight
  updates    the other weights after the call, if training
  initial, initialGradients  states before the first step, by name, and what they get of that
  further    what the layer gives beside y, by name; the sum of their squares is added to what is differentiated
"""
import keras
from golden import array, camel, draw, figure, gradients, pack
from keras import ops


def tenon_name(weight, root):
    """A weight's path below its layer, as Tenon spells it: forward_lstm/lstm_cell/kernel is forward/kernel."""
    return camel(weight.name)


def case(layer, make, args, shape, training=False, x=None, mask=None, name=tenon_name, value=None, differentiate=True, further=(), initial=()):
    """`x` is drawn for `shape` where it is not given; `value(name, shape)` gives a weight where drawing will not do.
    Without `differentiate` there are no gradients: for what trains by another graph than it predicts by."""
    x = draw(*shape) if x is None else x
    built = make()
    built.build(shape)
    given = {}
    for w in built.weights:
        own = name(w, built)
        if value is not None:
            w.assign(value(own, w.shape))
        else:
            w.assign(draw(*w.shape, low=0.5, high=1.5) if w.name in ("gamma", "moving_variance") else draw(*w.shape))
        given[own] = pack(w.value)
    ids = x.dtype.kind in "iu"
    states = [draw(x.shape[0], built.units) for _ in initial]
    cotangent = None
    trainable = built.trainable_weights
    masks = {} if mask is None else {"mask": ops.convert_to_tensor(mask, dtype="bool")}

    def run(tensors):
        nonlocal cotangent
        given = {"initial_state": tensors[1 : 1 + len(states)]} if states else {}
        source = ops.convert_to_tensor(x) if ids else tensors[0]
        if masks and not built._call_has_mask_arg:
            # such a layer passes the mask on
            keras.src.backend.set_keras_mask(source, masks["mask"])
            y = built(source, training=training, **given)
        else:
            y = built(source, training=training, **masks, **given)
        y, *rest = y if isinstance(y, (list, tuple)) else [y]
        if cotangent is None:
            cotangent = draw(*y.shape)
        penalty = sum(built.losses) if built.losses else None
        total = ops.sum(y * ops.convert_to_tensor(cotangent)) + (0 if penalty is None else penalty)
        return total + sum(ops.sum(r * r) for r in rest), (y, penalty, rest)

    _, (y, penalty, rest), grads = gradients(run, [*([] if ids else [ops.convert_to_tensor(x)]), *map(ops.convert_to_tensor, states), *(w.value for w in trainable)])
    output_mask = keras.src.backend.get_keras_mask(y)
    return {
        "layer": layer, "args": args, "training": training, "x": pack(x), "mask": None if mask is None else pack(mask),
        "weights": given, "y": pack(y), "outputMask": None if output_mask is None else pack(output_mask), "cotangent": pack(cotangent),
        "penalty": None if penalty is None else figure(array(penalty)),
        "xGradient": None if ids or not differentiate else pack(grads[0]),
        "gradients": {name(w, built): pack(g) for w, g in zip(trainable, grads[0 if ids else 1 + len(states):])} if differentiate else {},
        "updates": {name(w, built): pack(w.value) for w in built.non_trainable_weights} if training else {},
        "initial": {own: pack(state) for own, state in zip(initial, states)},
        "initialGradients": {own: pack(g) for own, g in zip(initial, grads[1:])} if differentiate else {},
        "further": {own: pack(r) for own, r in zip(further, rest, strict=True)},
    }
