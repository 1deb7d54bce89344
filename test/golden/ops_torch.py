"""Golden values of ops and their gradients by PyTorch, for test/codegen/ops.test.ts.

Run in a Python environment with PyTorch:  python test/golden/ops_torch.py > test/golden/ops.json
JSON: a list of {op, inputs: [{dtype, shape, data}], attributes, output, cotangent, gradients}; a gradient is null where
none flows. Attributes have the names that Tenon's ops take. Inputs stay away from kinks, save in the cases named 'ties'.
"""
import json
import torch
import torch.nn.functional as F

torch.manual_seed(0)
cases = []


def tensor(shape, low=-2.0, high=2.0):
    return (torch.rand(shape, dtype=torch.float64) * (high - low) + low).float()


def away(shape, kinks=(0.0,), margin=0.15):
    x = tensor(shape)
    for kink in kinks:
        near = (x - kink).abs() < margin
        x = torch.where(near, x + 2 * margin, x)
    return x


def distinct(shape):
    """No two elements closer than 0.03, so that a small step changes no winner."""
    n = torch.Size(shape).numel()
    return ((torch.randperm(n).double() - n / 2) * 0.03).float().reshape(shape)


def pack(t):
    t = t.detach()
    name = {torch.float32: "float32", torch.int64: "int64", torch.bool: "bool"}[t.dtype]
    data = t.flatten().tolist()
    return {"dtype": name, "shape": list(t.shape), "data": [float(f"{v:.9g}") if name == "float32" else int(v) for v in data]}


def case(op, f, inputs, attributes=None):
    leaves = [x.double().requires_grad_() if x.dtype == torch.float32 else x for x in inputs]
    y = f(*leaves)
    cotangent = torch.rand(y.shape, dtype=torch.float64).float()
    floats = [x for x in leaves if x.requires_grad]
    grads = iter(torch.autograd.grad(y, floats, cotangent.double(), allow_unused=True)) if y.requires_grad else iter([None] * len(floats))
    gradients = []
    for x in leaves:
        g = next(grads) if x.requires_grad else None
        gradients.append(None if g is None else pack(g.float()))
    out = y.float() if y.dtype == torch.float64 else y
    cases.append({"op": op, "inputs": [pack(x) for x in inputs], "attributes": attributes or {}, "output": pack(out), "cotangent": pack(cotangent), "gradients": gradients})


unary = {
    "neg": torch.neg, "abs": torch.abs, "exp": torch.exp, "erf": torch.erf, "relu": F.relu, "sigmoid": torch.sigmoid,
    "tanh": torch.tanh, "softplus": F.softplus,
}
for name, f in unary.items():
    case(name, f, [away((2, 3))])
for name, f in {"log": torch.log, "sqrt": torch.sqrt}.items():
    case(name, f, [tensor((2, 3), 0.3, 3)])
case("sign", torch.sign, [away((4,))])
case("floor", torch.floor, [tensor((4,))])

binary = {"add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div}
for name, f in binary.items():
    for a, b in [((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((3,), (2, 3)), ((2, 3), ())]:
        case(name, f, [tensor(a), away(b)])
case("pow", torch.pow, [tensor((2, 3), 0.3, 2), tensor((3,))])
for name, f in {"maximum": torch.maximum, "minimum": torch.minimum}.items():
    case(name, f, [tensor((2, 3)), tensor((3,))])
    case(name, f, [tensor((3,)), tensor((2, 1))])
for name, f in {"equal": torch.eq, "greater": torch.gt, "greaterOrEqual": torch.ge, "less": torch.lt, "lessOrEqual": torch.le}.items():
    case(name, f, [torch.tensor([1.0, 2.0, 3.0]), torch.tensor([2.0, 2.0, 2.0])])
flags = [torch.tensor([True, True, False, False]), torch.tensor([True, False, True, False])]
case("and", torch.logical_and, flags)
case("or", torch.logical_or, flags)
case("not", torch.logical_not, flags[:1])
case("where", torch.where, [torch.tensor([[True, False, True], [False, False, True]]), tensor((2, 3)), tensor((3,))])

for a, b in [((2, 3), (3, 4)), ((2, 2, 3), (2, 3, 4)), ((2, 2, 3), (3, 4)), ((3, 2), (2, 2, 4)), ((2, 1, 2, 3), (1, 2, 3, 2))]:
    case("matmul", torch.matmul, [tensor(a), tensor(b)])
case("transpose", lambda x: x.permute(2, 0, 1), [tensor((2, 3, 4))], {"perm": [2, 0, 1]})
case("reshape", lambda x: x.reshape(3, 2), [tensor((2, 3))], {"shape": [3, 2]})
case("expand", lambda x: x.expand(2, 4, 3), [tensor((4, 1))], {"shape": [2, 4, 3]})
case("unsqueeze", lambda x: x.reshape(1, 2, 1, 3), [tensor((2, 3))], {"axes": [0, 2]})
case("concat", lambda a, b: torch.cat([a, b], 1), [tensor((2, 3)), tensor((2, 2))], {"axis": 1})
case("slice", lambda x: x[1:3, :-1], [tensor((4, 3))], {"axes": [0, 1], "starts": [1, 0], "ends": [3, -1], "steps": [1, 1]})
case("pad", lambda x: F.pad(x, (0, 2, 1, 0), value=0.5), [tensor((2, 2))], {"before": [1, 0], "after": [0, 2], "value": 0.5})
for axes, keep in [([1], False), ([0, 2], True), ([0, 1, 2], False)]:
    case("reduceSum", lambda x: x.sum(axes, keepdim=keep), [tensor((2, 3, 2))], {"axes": axes, "keepDims": keep})
    case("reduceMean", lambda x: x.mean(axes, keepdim=keep), [tensor((2, 3, 2))], {"axes": axes, "keepDims": keep})
for axis, keep in [(1, False), (2, True), (0, False)]:
    case("reduceMax", lambda x: x.max(axis, keepdim=keep).values, [distinct((3, 4, 2))], {"axis": axis, "keepDims": keep})
case("argMax", lambda x: x.argmax(1), [tensor((2, 5))], {"axis": 1})
for axis in (-1, 0):
    case("softmax", lambda x: x.softmax(axis), [tensor((3, 4))], {"axis": axis})
    case("logSoftmax", lambda x: x.log_softmax(axis), [tensor((3, 4))], {"axis": axis})

convs = [
    # height, width, in, out, kernel, strides, pads (top, left, bottom, right), dilations, groups, bias
    (5, 5, 2, 3, (3, 3), (1, 1), (0, 0, 0, 0), (1, 1), 1, True),
    (5, 4, 2, 3, (3, 2), (1, 1), (1, 0, 1, 1), (1, 1), 1, False),
    (6, 5, 2, 3, (3, 3), (2, 2), (0, 0, 1, 1), (1, 1), 1, True),
    (7, 6, 2, 2, (2, 3), (3, 2), (0, 1, 0, 1), (1, 1), 1, False),
    (7, 7, 2, 2, (3, 3), (1, 1), (2, 2, 2, 2), (2, 2), 1, True),
    (6, 6, 2, 2, (2, 2), (1, 1), (0, 0, 0, 0), (2, 3), 1, False),
    (5, 5, 4, 6, (3, 3), (1, 1), (1, 1, 1, 1), (1, 1), 2, True),
    (5, 5, 3, 3, (3, 3), (2, 2), (1, 1, 1, 1), (1, 1), 3, False),
    (9, 9, 1, 2, (6, 6), (1, 1), (2, 2, 3, 3), (1, 1), 1, False),
    (4, 4, 2, 3, (1, 1), (1, 1), (0, 0, 0, 0), (1, 1), 1, False),
    (4, 4, 2, 3, (1, 1), (2, 2), (0, 0, 0, 0), (1, 1), 1, False),
    (4, 4, 2, 2, (2, 2), (1, 1), (2, 2, 2, 2), (1, 1), 1, False),
]
for h, w, cin, cout, kernel, strides, pads, dilations, group, bias in convs:
    def conv(x, k, *b):
        top, left, bottom, right = pads
        return F.conv2d(F.pad(x, (left, right, top, bottom)), k, b[0] if b else None, strides, 0, dilations, group)
    inputs = [tensor((2, cin, h, w)), tensor((cout, cin // group) + kernel)] + ([tensor((cout,))] if bias else [])
    case("conv", conv, inputs, {"strides": strides, "pads": pads, "dilations": dilations, "group": group})
for strides, padding, extra, dilations, group in [((1, 1), 0, (0, 0), (1, 1), 1), ((2, 2), 1, (1, 0), (1, 1), 1), ((2, 1), 0, (0, 0), (1, 2), 2)]:
    case("convTranspose", lambda x, k: F.conv_transpose2d(x, k, None, strides, padding, extra, group, dilations),
         [tensor((2, 2, 3, 3)), tensor((2, 2, 2, 2) if group == 1 else (2, 1, 2, 2))],
         {"strides": strides, "pads": (padding,) * 4, "dilations": dilations, "group": group, "outputPadding": extra})


def max_pool(x, kernel, strides, pads, dilations):
    top, left, bottom, right = pads
    return F.max_pool2d(F.pad(x, (left, right, top, bottom), value=float("-inf")), kernel, strides, 0, dilations)


pools = [((2, 2), (2, 2), (0, 0, 0, 0), (1, 1)), ((3, 3), (2, 2), (0, 1, 1, 1), (1, 1)), ((2, 3), (1, 1), (0, 0, 0, 0), (1, 1)), ((2, 2), (3, 3), (0, 0, 0, 0), (1, 1)), ((2, 2), (1, 1), (0, 0, 0, 0), (2, 2))]
for kernel, strides, pads, dilations in pools:
    case("maxPool", lambda x: max_pool(x, kernel, strides, pads, dilations), [distinct((2, 2, 5, 6))],
         {"kernel": kernel, "strides": strides, "pads": pads, "dilations": dilations})
# ties: torch, like ONNX Runtime, lets the first of equals win
case("maxPool", lambda x: max_pool(x, (2, 2), (2, 2), (0, 0, 0, 0), (1, 1)), [torch.ones((1, 1, 4, 4))],
     {"kernel": (2, 2), "strides": (2, 2), "pads": (0, 0, 0, 0), "dilations": (1, 1)})
case("maxPool", lambda x: max_pool(x, (3, 3), (1, 1), (0, 0, 0, 0), (1, 1)), [torch.zeros((1, 1, 4, 4))],
     {"kernel": (3, 3), "strides": (1, 1), "pads": (0, 0, 0, 0), "dilations": (1, 1)})


def average_pool(x, kernel, strides, pads):
    top, left, bottom, right = pads
    padded = lambda t: F.avg_pool2d(F.pad(t, (left, right, top, bottom)), kernel, strides)
    return padded(x) / padded(torch.ones_like(x))


for kernel, strides, pads in [((2, 2), (2, 2), (0, 0, 0, 0)), ((3, 2), (2, 1), (1, 0, 1, 1)), ((2, 2), (3, 3), (0, 0, 0, 0)), ((3, 3), (1, 1), (1, 1, 1, 1))]:
    case("averagePool", lambda x: average_pool(x, kernel, strides, pads), [tensor((2, 2, 5, 6))],
         {"kernel": kernel, "strides": strides, "pads": pads})

# one axis: length, in, out, kernel, stride, pads (before, after), dilation, groups, bias
for n, cin, cout, kernel, stride, pads, dilation, group, bias in [
    (7, 2, 3, 3, 1, (0, 0), 1, 1, True), (7, 2, 3, 3, 1, (1, 1), 1, 1, False), (8, 2, 3, 3, 2, (0, 1), 1, 1, True),
    (9, 2, 2, 2, 3, (0, 0), 1, 1, False), (9, 2, 2, 3, 1, (4, 0), 2, 1, True), (7, 4, 6, 3, 2, (1, 1), 1, 2, True),
    (7, 3, 3, 2, 1, (1, 0), 1, 3, False), (50, 1, 2, 34, 2, (3, 4), 1, 1, False), (5, 2, 3, 1, 2, (0, 0), 1, 1, False),
]:
    def conv1(x, k, *b):
        return F.conv1d(F.pad(x, pads), k, b[0] if b else None, stride, 0, dilation, group)
    inputs = [tensor((2, cin, n)), tensor((cout, cin // group, kernel))] + ([tensor((cout,))] if bias else [])
    case("conv", conv1, inputs, {"strides": (stride,), "pads": pads, "dilations": (dilation,), "group": group})
for stride, padding, extra, dilation, group in [(1, 0, 0, 1, 1), (2, 1, 1, 1, 1), (2, 0, 0, 2, 2)]:
    case("convTranspose", lambda x, k: F.conv_transpose1d(x, k, None, stride, padding, extra, group, dilation),
         [tensor((2, 2, 4)), tensor((2, 2 // group, 3))],
         {"strides": (stride,), "pads": (padding,) * 2, "dilations": (dilation,), "group": group, "outputPadding": (extra,)})
for kernel, stride, pads, dilation in [(2, 2, (0, 0), 1), (3, 2, (0, 1), 1), (3, 1, (1, 1), 1), (2, 3, (0, 0), 1), (2, 1, (0, 0), 2)]:
    case("maxPool", lambda x: F.max_pool1d(F.pad(x, pads, value=float("-inf")), kernel, stride, 0, dilation), [distinct((2, 2, 8))],
         {"kernel": (kernel,), "strides": (stride,), "pads": pads, "dilations": (dilation,)})


def average_pool1(x, kernel, stride, pads):
    padded = lambda t: F.avg_pool1d(F.pad(t, pads), kernel, stride)
    return padded(x) / padded(torch.ones_like(x))


for kernel, stride, pads in [(2, 2, (0, 0)), (3, 2, (1, 1)), (2, 3, (0, 0)), (3, 1, (1, 1))]:
    case("averagePool", lambda x: average_pool1(x, kernel, stride, pads), [tensor((2, 2, 8))],
         {"kernel": (kernel,), "strides": (stride,), "pads": pads})
case("squeeze", lambda x: x.squeeze(1), [tensor((2, 1, 3))], {"axes": [1]})
for axis in (0, 2):
    case("reverse", lambda x: x.flip(axis), [tensor((2, 3, 4))], {"axis": axis})
for part in (0, 2):
    case("split", lambda x: x.split([1, 3, 2], 1)[part], [tensor((2, 6))], {"axis": 1, "sizes": [1, 3, 2], "part": part})
for name, f in {"cos": torch.cos, "sin": torch.sin}.items():
    case(name, f, [tensor((2, 3), -4, 4)])
for k, x in ((2, distinct((3, 4))), (3, distinct((2, 2, 5))), (1, distinct((4,)))):
    case("topPositions", lambda x: x.topk(k).indices, [x], {"k": k})

# three axes: sizes, in, out, kernel, strides, pads (before, then behind), dilations, groups
volumes = [
    ((3, 4, 3), 2, 2, (2, 2, 2), (1, 1, 1), (0, 0, 0, 0, 0, 0), (1, 1, 1), 1),
    ((4, 4, 3), 1, 2, (3, 2, 2), (2, 1, 2), (1, 0, 0, 1, 1, 1), (1, 1, 1), 1),
    ((4, 5, 3), 2, 2, (2, 2, 1), (1, 1, 1), (0, 1, 0, 0, 1, 0), (2, 2, 1), 2),
    ((4, 4, 4), 1, 1, (3, 4, 3), (1, 1, 1), (1, 1, 1, 1, 2, 1), (1, 1, 1), 1),
]


def around(pads):
    """As F.pad takes it: the last axis first."""
    d0, h0, w0, d1, h1, w1 = pads
    return (w0, w1, h0, h1, d0, d1)


for sizes, cin, cout, kernel, strides, pads, dilations, group in volumes:
    case("conv", lambda x, k, b: F.conv3d(F.pad(x, around(pads)), k, b, strides, 0, dilations, group),
         [tensor((1, cin, *sizes)), tensor((cout, cin // group, *kernel)), tensor((cout,))],
         {"strides": strides, "pads": pads, "dilations": dilations, "group": group})
for strides, padding, extra, dilations, group in [((1, 1, 1), 0, (0, 0, 0), (1, 1, 1), 1), ((2, 1, 2), 1, (1, 0, 1), (1, 1, 1), 1), ((2, 2, 1), 0, (0, 0, 0), (1, 1, 2), 2)]:
    case("convTranspose", lambda x, k: F.conv_transpose3d(x, k, None, strides, padding, extra, group, dilations),
         [tensor((1, 2, 2, 3, 2)), tensor((2, 2 // group, 2, 3, 2))],
         {"strides": strides, "pads": (padding,) * 6, "dilations": dilations, "group": group, "outputPadding": extra})
for kernel, strides, pads in [((2, 2, 2), (2, 2, 2), (0,) * 6), ((2, 3, 2), (1, 2, 1), (0, 1, 0, 1, 1, 0)), ((1, 2, 1), (1, 3, 2), (0,) * 6)]:
    case("maxPool", lambda x: F.max_pool3d(F.pad(x, around(pads), value=float("-inf")), kernel, strides), [distinct((1, 2, 4, 4, 3))],
         {"kernel": kernel, "strides": strides, "pads": pads, "dilations": (1, 1, 1)})

    def average_pool3(x):
        padded = lambda t: F.avg_pool3d(F.pad(t, around(pads)), kernel, strides)
        return padded(x) / padded(torch.ones_like(x))
    case("averagePool", average_pool3, [tensor((1, 2, 4, 4, 3))], {"kernel": kernel, "strides": strides, "pads": pads})

# few channels, many filters: sizes, in, out, kernel, strides, pads
for sizes, cin, cout, kernel, strides, pad in [((6, 7), 1, 18, (3, 3), (1, 1), 1), ((5, 6), 2, 20, (2, 3), (2, 1), 0), ((9,), 1, 8, (3,), (1,), 1)]:
    conv = F.conv2d if len(sizes) == 2 else F.conv1d
    case("conv", lambda x, k, b: conv(x, k, b, strides, pad),
         [tensor((2, cin, *sizes)), tensor((cout, cin, *kernel)), tensor((cout,))],
         {"strides": strides, "pads": (pad,) * (2 * len(sizes)), "dilations": (1,) * len(sizes), "group": 1})

print("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]")
