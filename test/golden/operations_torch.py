"""Golden values of operations on symbolic tensors, and their gradients, by PyTorch; for test/dsl/operations.test.ts.

Run in a Python environment with PyTorch:  python test/golden/operations_torch.py > test/golden/operations.json
JSON: a list of {call, inputs: [{dtype, shape, data}], output, cotangent, gradients}. `call` is TypeScript over the inputs a, b and
c; a gradient is null where none flows. Inputs stay away from kinks.
"""
import json
import torch
import torch.nn.functional as F

torch.manual_seed(1)
cases = []
names = {torch.float32: "float32", torch.float64: "float64", torch.int32: "int32", torch.int64: "int64", torch.bool: "bool"}


def tensor(*shape, low=-2.0, high=2.0):
    """Away from 0 and ±1, and no two elements equal."""
    n = max(1, torch.Size(shape).numel())
    x = low + (high - low) * (torch.randperm(n).double() + torch.rand(1).double()) / n
    for kink in (-1.0, 0.0, 1.0):
        near = (x - kink).abs() < 0.1
        x = torch.where(near, x + 0.21, x)
    return x.float().reshape(shape)


def whole(*shape, dtype=torch.int32):
    return torch.randint(-4, 5, shape).to(dtype)


def pack(t):
    t = t.detach()
    name = names[t.dtype]
    data = t.flatten().tolist()
    return {"dtype": name, "shape": list(t.shape), "data": [float(f"{v:.9g}") if name.startswith("float") else int(v) for v in data]}


def case(call, f, *inputs):
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
    cases.append({"call": call, "inputs": [pack(x) for x in inputs], "output": pack(out), "cotangent": pack(cotangent), "gradients": gradients})


# arithmetic: equal shapes, broadcast both ways, a number on either side, three operands
binary = {"add": torch.add, "subtract": torch.sub, "multiply": torch.mul, "divide": torch.div, "maximum": torch.maximum, "minimum": torch.minimum}
for name, f in binary.items():
    case(f"{name}(a, b)", f, tensor(2, 3), tensor(2, 3))
    case(f"{name}(a, b)", f, tensor(2, 1, 3), tensor(4, 1))
    case(f"{name}(a, 1.5)", lambda a: f(a, torch.tensor(1.5, dtype=torch.float64)), tensor(2, 3))
    case(f"{name}(3, a)", lambda a: f(torch.tensor(3.0, dtype=torch.float64), a), tensor(2, 3))
case("add(a, b, c)", lambda a, b, c: a + b + c, tensor(2, 3), tensor(3), tensor(2, 1))
case("multiply(a, b, c)", lambda a, b, c: a * b * c, tensor(2, 3), tensor(3), tensor(2, 1))
case("maximum(a, b, c)", lambda a, b, c: torch.maximum(torch.maximum(a, b), c), tensor(2, 3), tensor(3), tensor(2, 1))
case("minimum(a, b, c)", lambda a, b, c: torch.minimum(torch.minimum(a, b), c), tensor(2, 3), tensor(3), tensor(2, 1))
case("average(a, b)", lambda a, b: (a + b) / 2, tensor(2, 3), tensor(3))
case("average(a, b, c, 1)", lambda a, b, c: (a + b + c + 1) / 4, tensor(2, 3), tensor(3), tensor(2, 1))
case("power(a, b)", torch.pow, tensor(2, 3, low=0.3), tensor(3))
case("power(a, 3)", lambda a: a**3, tensor(2, 3))
case("power(2, a)", lambda a: torch.pow(2.0, a), tensor(2, 3))
case("add(a, b)", torch.add, whole(2, 3), tensor(3))
case("multiply(a, b)", torch.mul, whole(2, 3), whole(3, dtype=torch.int64))
case("add(a, b)", lambda a, b: a + b.int(), whole(3), torch.tensor([True, False, True]))
case("divide(a, 2)", lambda a: (a / 2).float(), whole(2, 3))
case("average(a, b)", lambda a, b: ((a + b) / 2).float(), whole(2, 3), whole(2, 3))
case("power(a, 2)", lambda a: a**2, whole(2, 3))
case("subtract(a, 0.5)", lambda a: a.float() - 0.5, whole(2, 3))

# joining and parts
case("concatenate([a, b])", lambda a, b: torch.cat([a, b], -1), tensor(2, 3), tensor(2, 2))
case("concatenate([a, b, a], { axis: 1 })", lambda a, b: torch.cat([a, b, a], 1), tensor(2, 1, 2), tensor(2, 3, 2))
case("concatenate([a, b], { axis: 0 })", lambda a, b: torch.cat([a, b], 0), whole(2, 2), tensor(1, 2))
case("stack([a, b])", lambda a, b: torch.stack([a, b]), tensor(2, 3), tensor(2, 3))
case("stack([a, b, a], { axis: -1 })", lambda a, b: torch.stack([a, b, a], -1), tensor(2, 3), tensor(2, 3))
for part in range(3):
    case(f"split(a, [1, 3, 2])[{part}]", lambda a: a.split([1, 3, 2], -1)[part], tensor(2, 6))
case("split(a, 2, { axis: 1 })[1]", lambda a: a.split(2, 1)[1], tensor(2, 4, 3))
case("add(...split(a, 2))", lambda a: a[:, :3] + a[:, 3:], tensor(2, 6))
slices = {
    "[null, 0]": lambda x: x[:, 0],
    "[null, -1]": lambda x: x[:, -1],
    "[1, null, 2]": lambda x: x[1, :, 2],
    "[null, [1, 4]]": lambda x: x[:, 1:4],
    "[null, [-3, null], [0, -1]]": lambda x: x[:, -3:, 0:-1],
    "[null, [null, null, 2]]": lambda x: x[:, ::2],
    "[null, [1, 5, 3], [null, null, 2]]": lambda x: x[:, 1:5:3, ::2],
    "[null, [null, null, -1]]": lambda x: x.flip(1),
    "[null, [4, 0, -2]]": lambda x: x[:, [4, 2]],
    "[null, [-2, null, -3], -1]": lambda x: x[:, [3, 0], -1],
    "[null, [9, null]]": lambda x: x[:, 9:],
    "[null, [-6, null, -1]]": lambda x: x[:, :0],
    "[]": lambda x: x * 1,
}
for ranges, f in slices.items():
    case(f"slice(a, {ranges})", f, tensor(2, 5, 3))

# products
for a, b in [((2, 3), (3, 4)), ((2, 2, 3), (2, 3, 4)), ((2, 2, 3), (3, 4)), ((2, 1, 2, 3), (2, 3, 2))]:
    case("matmul(a, b)", torch.matmul, tensor(*a), tensor(*b))
case("matmul(a, b)", torch.matmul, whole(2, 3), whole(3, 2))
einsums = [
    ("ij->ji", [(2, 3)]), ("bij->b", [(2, 3, 4)]), ("bij->", [(2, 3, 4)]), ("bij->jb", [(2, 3, 4)]),
    ("bij,bjk->bik", [(2, 3, 4), (2, 4, 5)]), ("bij,bkj->bik", [(2, 3, 4), (2, 5, 4)]), ("bij,jk->bik", [(2, 3, 4), (4, 5)]),
    ("jk,bij->bik", [(4, 5), (2, 3, 4)]), ("i,i->", [(3,), (3,)]), ("i,j->ij", [(3,), (2,)]), ("bi,bj->bij", [(2, 3), (2, 4)]),
    ("bi,bi->b", [(2, 3), (2, 3)]), ("bij,bij->bij", [(2, 3, 2), (2, 3, 2)]), ("bij,bj->bi", [(2, 3, 4), (2, 4)]),
    ("bhid,bhjd->bhij", [(2, 2, 3, 4), (2, 2, 5, 4)]), ("bihd,bjhd->bhij", [(2, 3, 2, 4), (2, 5, 2, 4)]),
    ("bxyc,bxyd->bcd", [(2, 3, 2, 4), (2, 3, 2, 5)]), ("bxyc,bcpq->bxypq", [(2, 3, 2, 4), (2, 4, 2, 3)]),
    ("bxyc,cpq->bpxyq", [(2, 3, 2, 4), (4, 2, 3)]), ("bij,k->bk", [(2, 3, 4), (5,)]), ("bij,bkl->bil", [(2, 3, 4), (2, 5, 3)]),
    ("bi,ij,bj->b", [(2, 3), (3, 4), (2, 4)]), ("ab,bc,cd->ad", [(2, 3), (3, 4), (4, 2)]),
]
for equation, shapes in einsums:
    operands = ", ".join("abc"[: len(shapes)])
    case(f"einsum('{equation}', {operands})", lambda *xs: torch.einsum(equation, *xs), *[tensor(*shape) for shape in shapes])

case("dot(a, b, { axes: 1 })", lambda a, b: (a * b).sum(1, keepdim=True), tensor(2, 3), tensor(2, 3))
case("dot(a, b, { axes: 1, normalize: true })", lambda a, b: F.cosine_similarity(a, b, dim=1)[:, None], tensor(2, 3), tensor(2, 3))
case("dot(a, b, { axes: [1, 2] })", lambda a, b: torch.einsum("bki,bjk->bij", a, b), tensor(2, 3, 5), tensor(2, 4, 3))
case("dot(a, b, { axes: 2 })", lambda a, b: torch.einsum("bik,bjk->bij", a, b), tensor(2, 3, 5), tensor(2, 4, 5))
case("dot(a, b, { axes: -1, normalize: true })", lambda a, b: torch.einsum("bik,bjk->bij", F.normalize(a, dim=-1), F.normalize(b, dim=-1)), tensor(2, 3, 5), tensor(2, 4, 5))
case("dot(a, b, { axes: [1, 1] })", lambda a, b: torch.einsum("bk,bkxy->bxy", a, b), tensor(2, 3), tensor(2, 3, 2, 4))
case("dot(a, b, { axes: [2, 1] })", lambda a, b: torch.einsum("bikj,bkx->bijx", a, b), tensor(2, 4, 3, 2), tensor(2, 3, 2))

# reductions
torch_max, torch_min = lambda x, axes, keep: x.amax(axes, keep), lambda x, axes, keep: x.amin(axes, keep)
reductions = {"sum": lambda x, axes, keep: x.sum(axes, keep), "mean": lambda x, axes, keep: x.mean(axes, keep), "max": torch_max, "min": torch_min}
for name, f in reductions.items():
    case(f"{name}(a)", lambda a: f(a, (0, 1, 2), False), tensor(2, 3, 2))
    case(f"{name}(a, {{ axis: 1 }})", lambda a: f(a, (1,), False), tensor(2, 3, 2))
    case(f"{name}(a, {{ axis: -1, keepDims: true }})", lambda a: f(a, (2,), True), tensor(2, 3, 2))
    case(f"{name}(a, {{ axis: [2, 0] }})", lambda a: f(a, (0, 2), False), tensor(2, 3, 2))
    case(f"{name}(a, {{ keepDims: true }})", lambda a: f(a, (0, 1, 2), True), tensor(2, 3, 2))
    case(f"{name}(a, {{ axis: [] }})", lambda a: a * 1, tensor(2, 3))
case("sum(a, { axis: 0 })", lambda a: a.sum(0, dtype=torch.int32), whole(2, 3))
case("sum(a)", lambda a: a.sum(dtype=torch.int32), torch.tensor([True, False, True]))
case("mean(a, { axis: 0 })", lambda a: a.float().mean(0), whole(2, 3))
case("max(a, { axis: 0 })", lambda a: a.amax(0), whole(2, 3))
case("min(a)", lambda a: a.amin(), whole(2, 3))
case("max(a, { axis: 0 })", lambda a: a.amax(0), torch.tensor([[True, False], [False, False]]))
case("argMax(a, { axis: 1 })", lambda a: a.argmax(1).int(), tensor(2, 5))
case("argMax(a, { axis: 0, keepDims: true })", lambda a: a.argmax(0, True).int(), tensor(2, 5))
case("argMax(a)", lambda a: a.argmax().int(), tensor(2, 5))
case("argMax(a, { keepDims: true })", lambda a: a.argmax().int().reshape(1, 1), whole(2, 5))
for axis in (-1, 0):
    case(f"softmax(a, {{ axis: {axis} }})", lambda a: a.softmax(axis), tensor(3, 4))
    case(f"logSoftmax(a, {{ axis: {axis} }})", lambda a: a.log_softmax(axis), tensor(3, 4))
case("softmax(a)", lambda a: a.softmax(-1), tensor(2, 3))

# axes
case("transpose(a)", lambda a: a.permute(2, 1, 0), tensor(2, 3, 4))
case("transpose(a, [0, -1, 1])", lambda a: a.permute(0, 2, 1), tensor(2, 3, 4))
case("squeeze(a, 1)", lambda a: a.squeeze(1), tensor(2, 1, 3))
case("squeeze(a, [0, -1])", lambda a: a.reshape(3), tensor(1, 3, 1))
case("expandDims(a, 1)", lambda a: a.unsqueeze(1), tensor(2, 3))
case("expandDims(a, -1)", lambda a: a.unsqueeze(-1), tensor(2, 3))

# elements
unary = {
    "abs": torch.abs, "negative": torch.neg, "exp": torch.exp, "square": torch.square, "relu": F.relu, "sigmoid": torch.sigmoid,
    "tanh": torch.tanh, "softplus": F.softplus,
}
for name, f in unary.items():
    case(f"{name}(a)", f, tensor(2, 3))
for name in ("abs", "negative", "square", "relu"):
    case(f"{name}(a)", unary[name], whole(2, 3))
case("sign(a)", torch.sign, whole(2, 3))
case("sign(a)", lambda a: torch.sign(a).detach(), tensor(2, 3))
case("floor(a)", lambda a: torch.floor(a).detach(), tensor(2, 3))
case("exp(a)", lambda a: a.float().exp(), whole(2, 3))
case("log(a)", torch.log, tensor(2, 3, low=0.3, high=3))
case("sqrt(a)", torch.sqrt, tensor(2, 3, low=0.3, high=3))
case("softplus(cast(a, 'float64'))", F.softplus, tensor(2, 3))
case("clip(a, -1, 1)", lambda a: a.clamp(-1, 1), tensor(2, 5))
case("clip(a, -Infinity, 1)", lambda a: a.clamp(max=1), tensor(2, 5))
case("clip(a, -2, 2)", lambda a: a.clamp(-2, 2), whole(2, 5))
case("cast(a, 'int32')", lambda a: a.detach().int(), tensor(2, 3))
case("cast(a, 'float32')", lambda a: a.float(), whole(2, 3))
case("cast(a, 'float64')", lambda a: a * 1, tensor(2, 3))

# conditions
comparisons = {"equal": torch.eq, "notEqual": torch.ne, "greater": torch.gt, "greaterEqual": torch.ge, "less": torch.lt, "lessEqual": torch.le}
for name, f in comparisons.items():
    case(f"{name}(a, b)", f, whole(2, 5), whole(5))
    case(f"{name}(a, 2)", lambda a: f(a, 2), torch.tensor([1.0, 2.0, 3.0]))
    case(f"{name}(a, 0.5)", lambda a: f(a, 0.5), whole(2, 3))
flags = [torch.tensor([True, True, False, False]), torch.tensor([True, False, True, False])]
case("equal(a, b)", torch.eq, *flags)
case("logicalAnd(a, b)", torch.logical_and, *flags)
case("logicalOr(a, b)", torch.logical_or, *flags)
case("logicalNot(a)", torch.logical_not, flags[0])
condition = torch.tensor([[True, False, True], [False, False, True]])
case("where(a, b, c)", torch.where, condition, tensor(2, 3), tensor(3))
case("where(a, b, 0)", lambda a, b: torch.where(a, b, torch.zeros((), dtype=torch.float64)), condition[:, :1], tensor(2, 3))
case("where(a, 1, 0)", lambda a: torch.where(a, 1.0, 0.0), condition)
case("where(a, b, c)", lambda a, b, c: torch.where(a, b.double(), c), condition, whole(2, 3), tensor(3))
case("where(a, a, logicalNot(a))", lambda a: a | ~a, condition)
case("where(greater(a, 0), a, 0)", lambda a: torch.where(a > 0, a, torch.zeros((), dtype=torch.float64)), tensor(2, 3))

print("[" + ",\n".join(json.dumps(one) for one in cases) + "]")
