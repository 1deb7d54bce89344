"""Golden values of lookups by Keras 3, for test/runtime/lookup.

Run in a Python environment with Keras 3 and TensorFlow:  python test/golden/lookup_keras.py [DIR]
lookup.json: cases {lookup, options, adapt, vocabulary, inputs, outputs, indices, decoded}: options are Tenon's, adapt what is learnt from
or null; outputs are what the inputs become, and decoded what an inverse lookup makes of indices, both null where there is none.
"""
import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import re

import numpy as np
from golden import pack, write
from keras import layers as L

MODES = {"multiHot": "multi_hot", "oneHot": "one_hot", "tfIdf": "tf_idf"}


def snake(options):
    named = {re.sub(r"[A-Z]", lambda letter: "_" + letter.group().lower(), key): value for key, value in options.items()}
    return {key: MODES.get(value, value) if key == "output_mode" else value for key, value in named.items()}


def plain(x):
    if isinstance(x, (list, tuple)):
        return [plain(one) for one in x]
    return x.decode() if isinstance(x, bytes) else int(x) if isinstance(x, (int, np.integer)) else str(x)


def case(lookup, options, inputs, adapt=None):
    kind, dtype = (L.StringLookup, None) if lookup == "stringLookup" else (L.IntegerLookup, "int64")
    layer = kind(**snake(options))
    if adapt is not None:
        layer.adapt(np.array(adapt, dtype))
    y = layer(np.array(inputs, dtype))
    vocabulary = plain(list(layer.get_vocabulary()))
    indices, decoded = None, None
    if options.get("outputMode", "int") == "int" and options.get("numOovIndices", 1) > 0:
        indices = [[0, 1], [2, len(vocabulary) - 1]]
        special = {key: value for key, value in snake(options).items() if key in ("mask_token", "oov_token", "num_oov_indices")}
        inverse = kind(vocabulary=np.array(vocabulary, dtype), invert=True, **special)
        decoded = plain(inverse(np.array(indices)).numpy().tolist())
    return {
        "lookup": lookup, "options": options, "adapt": adapt, "vocabulary": vocabulary, "inputs": inputs,
        "outputs": pack(np.array(y, "float32") if options.get("outputMode", "int") != "int" else y.numpy()), "indices": indices, "decoded": decoded,
    }


ANIMALS = ["cat", "dog", "é", "owl"]
SEEN = [["dog", "cow", "cat", ""], ["é", "dog", "hen", "owl"], ["owl", "owl", "a long name of an animal that no one has seen", "cat"]]
DATA = [["b", "a", "b"], ["c", "a", "b"], ["é", "z", "Z"], ["", "[UNK]", "c"]]


def strings():
    for options in [{}, {"numOovIndices": 2}, {"numOovIndices": 5}, {"maskToken": ""}, {"maskToken": "hen", "oovToken": "?", "numOovIndices": 3}]:
        for mode in ("int", "multiHot", "oneHot", "count"):
            yield case("stringLookup", {"vocabulary": ANIMALS, **options, "outputMode": mode}, SEEN)
    yield case("stringLookup", {"vocabulary": ["[UNK]", *ANIMALS]}, SEEN)
    yield case("stringLookup", {"vocabulary": ["", "[UNK]", *ANIMALS], "maskToken": ""}, SEEN)
    yield case("stringLookup", {"vocabulary": ANIMALS, "numOovIndices": 0}, ["owl", "cat"])
    yield case("stringLookup", {"vocabulary": ANIMALS, "outputMode": "oneHot"}, ["owl", "hen"])
    yield case("stringLookup", {"vocabulary": ANIMALS, "outputMode": "oneHot"}, [["owl"], ["hen"]])
    yield case("stringLookup", {"vocabulary": ANIMALS, "outputMode": "tfIdf", "idfWeights": [0.5, 0.25, 2, 1]}, SEEN)
    yield case("stringLookup", {"vocabulary": ["[UNK]", *ANIMALS], "outputMode": "tfIdf", "idfWeights": [4, 0.5, 0.25, 2, 1]}, SEEN)
    for options in [{}, {"maxTokens": 4}, {"maskToken": ""}, {"maskToken": "", "maxTokens": 4, "numOovIndices": 2}, {"outputMode": "multiHot"}, {"outputMode": "tfIdf"}, {"outputMode": "tfIdf", "maxTokens": 3, "numOovIndices": 2}]:
        yield case("stringLookup", options, [["a", "b", "q"], ["", "é", "c"]], DATA)
    yield case("stringLookup", {"outputMode": "tfIdf"}, [["a", "b"], ["c", "c"]], ["a", "b", "b", "c"])


NUMBERS = [12, 36, 1138, 42]
COUNTED = [[12, 1138, 42, 7], [42, 1000, -3, 36]]


def integers():
    for options in [{}, {"numOovIndices": 3}, {"maskToken": 0}, {"maskToken": 7, "oovToken": -2, "numOovIndices": 2}]:
        for mode in ("int", "multiHot", "oneHot", "count"):
            yield case("integerLookup", {"vocabulary": NUMBERS, **options, "outputMode": mode}, COUNTED)
    yield case("integerLookup", {}, COUNTED, [[12, 1138, 42, 42], [42, 1000, 36, 36], [-1, -5, 2, 12]])
    yield case("integerLookup", {"maxTokens": 3, "maskToken": 42}, COUNTED, [[12, 1138, 42, 42], [42, 1000, 36, 36]])
    yield case("integerLookup", {"outputMode": "tfIdf"}, COUNTED, [[12, 1138, 42, 42], [42, 1000, 36, 36]])


write("lookup.json", [*strings(), *integers()])
