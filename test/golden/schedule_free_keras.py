"""Golden values of ScheduleFreeAdamW by Keras 3 on JAX, where variables keep their old values until they are read.

Run in a Python environment with Keras 3 and JAX, after training_keras.py:  python test/golden/schedule_free_keras.py [DIR]

schedule-free.json: a list of {optimizer, options, constraints, learningRate, first, last, final}, as in optimizers.json, whose starts
  and gradients these are.
"""
import json
import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_ENABLE_X64"] = "1"
import keras
import numpy as np
from golden import array, camel, figure, pack, write
from keras import ops

keras.config.set_floatx("float64")
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "optimizers.json")) as f:
    setting = json.load(f)[0]
unpack = lambda t: np.array(t["data"], "float32").astype("float64").reshape(t["shape"])
starts = [unpack(t) for t in setting["starts"]]
steps = [[unpack(t) for t in step] for step in setting["gradients"]]
out = []
for options in [
    {}, {"learning_rate": 0.1, "beta_1": 0.7, "beta_2": 0.9, "epsilon": 1e-3, "warmup_steps": 4}, {"learning_rate": 0.02, "weight_decay": 0.1},
]:
    variables = [keras.Variable(s, dtype="float64", name=f"v{i}") for i, s in enumerate(starts)]
    optimizer = keras.optimizers.ScheduleFreeAdamW(**options)
    for i, step in enumerate(steps):
        optimizer.apply([ops.convert_to_tensor(g) for g in step], variables)
        if i == 0:
            first = [pack(v.value) for v in variables]
    out.append({"optimizer": "scheduleFreeAdamw", "options": {camel(k): v for k, v in options.items()}, "constraints": {},
                "learningRate": figure(array(optimizer.learning_rate)), "first": first, "last": [pack(v.value) for v in variables], "final": None})
write("schedule-free.json", out)
