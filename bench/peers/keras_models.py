"""The two workloads that workloads.py does not have, as Keras 3 models: the same architectures as in ../models.ts."""
import keras
from keras import layers as L


def resnet20():
    def convolution(x, filters, kernel, strides):
        x = L.Conv2D(filters, kernel, strides=strides, padding="same", use_bias=False)(x)
        return L.BatchNormalization()(x)

    def unit(x, filters, strides):
        y = L.Activation("relu")(convolution(x, filters, 3, strides))
        y = convolution(y, filters, 3, 1)
        around = convolution(x, filters, 1, strides) if strides > 1 else x
        return L.Activation("relu")(L.Add()([y, around]))

    image = keras.Input((32, 32, 3))
    x = L.Activation("relu")(convolution(image, 16, 3, 1))
    for filters in (16, 32, 64):
        for i in range(3):
            x = unit(x, filters, 2 if filters > 16 and i == 0 else 1)
    return keras.Model(image, L.Dense(10, activation="softmax")(L.GlobalAveragePooling2D()(x)))


class Positions(L.Layer):
    """A learnt vector for each place."""

    def build(self, shape):
        self.table = self.add_weight(shape=shape[1:], initializer="random_normal", name="table")

    def call(self, x):
        return x + self.table


def transformer():
    tokens = keras.Input((128,), dtype="int32")
    x = Positions()(L.Embedding(10000, 128)(tokens))
    for _ in range(2):
        y = L.LayerNormalization()(x)
        x = L.Add()([x, L.MultiHeadAttention(4, 32)(y, y)])
        y = L.LayerNormalization()(x)
        x = L.Add()([x, L.Dense(128)(L.Dense(512, activation="relu")(y))])
    x = L.GlobalAveragePooling1D()(L.LayerNormalization()(x))
    return keras.Model(tokens, L.Dense(2, activation="softmax")(x))


def build(name, rows, rng):
    """The model, its loss, and so many rows of input and target."""
    if name == "resnet":
        loss = "sparse_categorical_crossentropy"
        return resnet20(), loss, rng.random((rows, 32, 32, 3), dtype="f"), rng.integers(0, 10, rows)
    if name == "transformer":
        loss = "sparse_categorical_crossentropy"
        return transformer(), loss, rng.integers(0, 10000, (rows, 128)), rng.integers(0, 2, rows)
    import workloads

    return workloads.build(name, rows, rng)
