"""Golden values of tokenizers and padded sequences by Keras 3, for test/runtime/text.

Run in a Python environment with Keras 3 and TensorFlow:  python test/golden/text_keras.py [DIR]
text.json: a list of {options, adapt, vocabulary, encode, length, ids} and of {lists, options, rows}; options are Tenon's.
"""
import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
from golden import camel, write
from keras.layers import TextVectorization
from keras.utils import pad_sequences

texts = [
    "The cat sat on the mat.", "The dog sat on the log!", "Cats & dogs: don't they (ever) get along?", "", "   ",
    "a-b c_d e/f $5 + 3 = 8; 10% <tag> `code` ~x^2|y \\ {z} [w] @home #1 \"quoted\"", "tabs\tand\nnew  lines", "the the THE",
    "caf\u00e9 \u4f60\u597d \U0001f600 \ufb01", "\U0001f600 \ufb01 \u4f60\u597d", "[UNK] unk",
]
unseen = ["the zebra sat", "", "unknown", "cat dog", "The cat, the dog and the \U0001f600!"]


def vectorized(options, keras_options, length=None):
    # with padding and [UNK] in a given vocabulary, Keras takes it as it is
    layer = TextVectorization(output_sequence_length=length, **keras_options)
    if "vocabulary" not in keras_options:
        layer.adapt(texts)
    ids = layer(texts + unseen).numpy()
    return {"options": options, "adapt": texts, "vocabulary": layer.get_vocabulary(), "encode": texts + unseen, "length": length, "ids": ids.tolist()}


def tokenizers():
    yield vectorized({}, {})
    yield vectorized({}, {}, 4)
    yield vectorized({"maxTokens": 7}, {"max_tokens": 7}, 12)
    for standardize in ("lower", "strip_punctuation", "lower_and_strip_punctuation", None):
        for split in ("whitespace", "character"):
            name = standardize and camel(standardize)
            yield vectorized({"standardize": name, "split": split}, {"standardize": standardize, "split": split}, 9)
    for ngrams in (2, 3, (2,), (3, 1)):
        yield vectorized({"ngrams": ngrams}, {"ngrams": ngrams})
    words = ["cat", "dog", "the"]
    yield vectorized({"vocabulary": words}, {"vocabulary": words}, 6)
    yield vectorized({"vocabulary": ["", "[UNK]", *words]}, {"vocabulary": ["", "[UNK]", *words]}, 6)


def padded():
    lists = [[1, 2, 3, 4, 5], [], [6], [7, 8, 9]]
    yield {"lists": lists, "options": {}, "rows": pad_sequences(lists).tolist()}
    for length in (1, 3, 7):
        for padding in ("pre", "post"):
            for truncating in ("pre", "post"):
                rows = pad_sequences(lists, length, padding=padding, truncating=truncating, value=-1)
                yield {"lists": lists, "options": {"length": length, "padding": padding, "truncating": truncating, "value": -1}, "rows": rows.tolist()}


write("text.json", [*tokenizers(), *padded()])
