"""The workloads as PyTorch models: the same architectures as in workloads.py and in ../models.ts, channels first."""
import torch, torch.nn as nn, torch.nn.functional as F


class Cnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1, self.b1 = nn.Conv2d(1, 32, 3, padding=1), nn.BatchNorm2d(32)
        self.c2, self.b2 = nn.Conv2d(32, 64, 3, padding=1), nn.BatchNorm2d(64)
        self.d1, self.d2 = nn.Linear(3136, 128), nn.Linear(128, 10)

    def forward(self, x):
        x = F.max_pool2d(self.b1(F.relu(self.c1(x))), 2)
        x = F.max_pool2d(self.b2(F.relu(self.c2(x))), 2)
        return self.d2(F.dropout(F.relu(self.d1(x.flatten(1))), 0.5, self.training))

    def penalty(self):
        return 0.001 * (self.c2.weight.square().sum() + self.d1.weight.square().sum())


class Lstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1, self.l2, self.d = nn.LSTM(1, 64, batch_first=True), nn.LSTM(64, 64, batch_first=True), nn.Linear(64, 1)

    def forward(self, x):
        h = F.dropout(self.l1(x)[0], 0.3, self.training)
        return self.d(self.l2(h)[0][:, -1])


class Text(nn.Module):
    def __init__(self):
        super().__init__()
        self.e, self.d1, self.d2 = nn.Embedding(10000, 32), nn.Linear(32, 16), nn.Linear(16, 1)

    def forward(self, x):
        return self.d2(F.relu(self.d1(self.e(x).mean(1)))).squeeze(1)


def mlp():
    return nn.Sequential(nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10))


class Convolution(nn.Sequential):
    def __init__(self, source, filters, kernel, strides):
        convolution = nn.Conv2d(source, filters, kernel, strides, padding=kernel // 2, bias=False)
        super().__init__(convolution, nn.BatchNorm2d(filters))


class Unit(nn.Module):
    def __init__(self, source, filters, strides):
        super().__init__()
        self.a, self.b = Convolution(source, filters, 3, strides), Convolution(filters, filters, 3, 1)
        self.around = Convolution(source, filters, 1, strides) if strides > 1 else nn.Identity()

    def forward(self, x):
        return F.relu(self.b(F.relu(self.a(x))) + self.around(x))


def resnet20():
    units = [Unit(16, 16, 1), Unit(16, 16, 1), Unit(16, 16, 1)]
    for source, filters in ((16, 32), (32, 64)):
        units += [Unit(source, filters, 2), Unit(filters, filters, 1), Unit(filters, filters, 1)]
    return nn.Sequential(
        Convolution(3, 16, 3, 1), nn.ReLU(), *units, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10)
    )


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.n1, self.n2 = nn.LayerNorm(128), nn.LayerNorm(128)
        self.attention = nn.MultiheadAttention(128, 4, batch_first=True)
        self.d1, self.d2 = nn.Linear(128, 512), nn.Linear(512, 128)

    def forward(self, x):
        y = self.n1(x)
        x = x + self.attention(y, y, y, need_weights=False)[0]
        return x + self.d2(F.relu(self.d1(self.n2(x))))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.e, self.positions = nn.Embedding(10000, 128), nn.Parameter(0.05 * torch.randn(128, 128))
        self.encoders, self.n, self.d = nn.Sequential(Encoder(), Encoder()), nn.LayerNorm(128), nn.Linear(128, 2)

    def forward(self, x):
        return self.d(self.n(self.encoders(self.e(x) + self.positions)).mean(1))


def build(name, rows):
    """The model, so many rows of input and target, and the loss."""
    if name == "cnn":
        return Cnn(), torch.rand(rows, 1, 28, 28), torch.randint(0, 10, (rows,)), F.cross_entropy
    if name == "lstm":
        return Lstm(), torch.rand(rows, 50, 1), torch.rand(rows, 1), F.mse_loss
    if name == "text":
        loss = F.binary_cross_entropy_with_logits
        return Text(), torch.randint(0, 10000, (rows, 20)), torch.rand(rows).round(), loss
    if name == "mlp":
        return mlp(), torch.rand(rows, 784), torch.randint(0, 10, (rows,)), F.cross_entropy
    if name == "resnet":
        return resnet20(), torch.rand(rows, 3, 32, 32), torch.randint(0, 10, (rows,)), F.cross_entropy
    if name == "transformer":
        return Transformer(), torch.randint(0, 10000, (rows, 128)), torch.randint(0, 2, (rows,)), F.cross_entropy
    raise ValueError(name)
