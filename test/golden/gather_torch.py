"""Golden values of gather and cumSum with their gradients by PyTorch, for test/codegen/gather.test.ts.

Run in a Python environment with PyTorch:  python test/golden/gather_torch.py > test/golden/gather.json
JSON: a list of {op, inputs, attributes, output, cotangent, gradient}; tensors are {dtype, shape, data}, the gradient that of the first
input. Tables of 64 rows and more than 64 take different ways through embedding-gradient.ts.
"""
import json
import torch

torch.manual_seed(0)
cases = []


def pack(t):
    t = t.detach()
    name = {torch.float64: "float32", torch.int64: "int64", torch.int32: "int32"}[t.dtype]
    data = t.flatten().tolist()
    return {"dtype": name, "shape": list(t.shape), "data": [float(f"{v:.9g}") if name == "float32" else v for v in data]}


def draw(shape):
    return (torch.rand(shape, dtype=torch.float64) * 4 - 2).float().double()


def case(op, f, x, rest=(), attributes=None):
    x = x.requires_grad_()
    y = f(x, *rest)
    cotangent = draw(y.shape)
    (gradient,) = torch.autograd.grad(y, x, cotangent)
    cases.append({"op": op, "inputs": [pack(v) for v in (x, *rest)], "attributes": attributes or {}, "output": pack(y), "cotangent": pack(cotangent), "gradient": pack(gradient)})


def ids(shape, rows, dtype=torch.int64):
    return torch.randint(rows, shape, dtype=dtype)


def take(table, at):
    return table[at.long()]


for rows in (5, 64, 65, 90):
    for dtype in (torch.int32, torch.int64):
        case("gather", take, draw((rows, 3)), [ids((2, 8), rows, dtype)])
    case("gather", take, draw((rows, 2)), [torch.full((9,), rows - 1)])
    case("gather", take, draw((rows,)), [ids((7,), min(rows, 4))])
    case("gather", take, draw((rows, 2, 2)), [ids((2, 2, 3), min(rows, 3))])
    case("gather", take, draw((rows, 2)), [torch.tensor([2])])
    case("gather", take, draw((rows, 2)), [torch.tensor(3)])
    case("gather", take, draw((rows, 2)), [torch.tensor([4, 3, 2, 1, 0])])

for axis in (0, 1):
    case("cumSum", lambda x: x.cumsum(axis), draw((4, 3)), attributes={"axis": axis})
    case("cumSum", lambda x: x.flip(axis).cumsum(axis).flip(axis), draw((4, 3)), attributes={"axis": axis, "reverse": True})

print("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]")
