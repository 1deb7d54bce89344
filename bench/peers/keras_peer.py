"""Keras 3 as a peer: keras_peer.py tensorflow|jax FOLDER, which holds workloads.py. See serve.py."""
import os, sys

backend, folder = sys.argv[1:]
os.environ["KERAS_BACKEND"] = backend
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
sys.path.append(folder)
import keras, numpy as np
import keras_models, serve

if backend == "tensorflow":
    import tensorflow as framework
else:
    import jax as framework


def jitted(model, x):
    """The model as one compiled function, from a NumPy array to one."""
    if backend == "tensorflow":
        call = framework.function(lambda x: model(x, training=False))
        return lambda: call(framework.constant(x)).numpy()
    # copies: predict_on_batch gives up its own
    trained = [framework.numpy.copy(v.value) for v in model.trainable_variables]
    others = [framework.numpy.copy(v.value) for v in model.non_trainable_variables]
    call = framework.jit(lambda trained, others, x: model.stateless_call(trained, others, x, training=False)[0])
    return lambda: np.asarray(call(trained, others, x))


def make(name, batch, mode, steps, seconds):
    keras.backend.clear_session()
    rng = np.random.default_rng(0)
    if mode == "train":
        model, loss, x, y = keras_models.build(name, batch * steps, rng)
        model.compile(optimizer="adam", loss=loss)
        fit = lambda: model.fit(x, y, batch_size=batch, epochs=1, verbose=0, shuffle=False)
        return serve.training(model.count_params(), "model.fit", fit, steps)
    model, _, x, _ = keras_models.build(name, batch, rng)
    ways = {
        "predict_on_batch": lambda: model.predict_on_batch(x),
        "tf.function" if backend == "tensorflow" else "jax.jit": jitted(model, x),
    }
    return serve.inference(model.count_params(), ways, seconds)


serve.serve(f"Keras {keras.__version__} on {backend} {framework.__version__}", make)
