"""The public names of Keras 3, which the README maps to ours.

Run in a Python environment with Keras 3 and a backend of it:  python test/golden/keras_names.py [DIR]

keras-names.json: a list of [module, names], sorted; modules without "keras.". What lies below applications, datasets and preprocessing
counts as theirs, and so do the submodules of ops and utils. `Model` are the members of a model that Keras documents.
"""
import inspect
import types

import keras
from golden import write

found = {}


def walk(module, path):
    for name in dir(module):
        value = getattr(module, name)
        if name.startswith("_") or name in ("src", "legacy"):
            continue
        if isinstance(value, types.ModuleType):
            walk(value, [*path, name])
        else:
            found.setdefault(path[0] if path else "", set()).add(name)


walk(keras, [])
found["Model"] = {name for name in dir(keras.Model) if not name.startswith("_") and inspect.getdoc(getattr(keras.Model, name))}
write("keras-names.json", [[module, sorted(names)] for module, names in sorted(found.items())])
