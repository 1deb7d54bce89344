"""Golden values of callbacks: what Keras 3's do with series of figures.

Run in a Python environment with Keras 3 and TensorFlow:  python test/golden/callbacks_keras.py [DIR]
callbacks.json, by kind. plateau: the learning rate after each epoch, and the logged one. checkpoint: the epochs (from 0) of saves, and
their files, without the ending. schedule: the rates in an epoch and in its logs. csv: the text of the file.
"""
import os
import tempfile

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import keras
from golden import write
from keras import callbacks as C

keras.config.set_floatx("float64")

SERIES = [3.0, 2.5, 2.45, 2.4499, 2.6, 2.3, 2.3, 2.31, 2.32, 2.33, 2.34, 1.0, 1.5, 1.4, 1.3, 1.2]


def model(rate=0.5):
    made = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    made.compile(keras.optimizers.SGD(rate), "mse")
    return made


def plateau(figures, options, **keras_options):
    own = model()
    callback = C.ReduceLROnPlateau(**keras_options)
    callback.set_model(own)
    callback.on_train_begin()
    rates, logged = [], []
    for epoch, figure in enumerate(figures):
        logs = {"loss": 1.0, options.get("monitor", "val_loss"): figure}
        callback.on_epoch_end(epoch, logs)
        rates.append(float(own.optimizer.learning_rate.numpy()))
        logged.append(logs["learning_rate"])
    return {"figures": figures, "options": options, "rates": rates, "logged": logged}


def plateaus():
    yield plateau(SERIES, {})
    yield plateau(SERIES, {"patience": 1}, patience=1)
    yield plateau(SERIES, {"patience": 0}, patience=0)
    yield plateau(SERIES, {"patience": 2, "factor": 0.3, "minDelta": 0.2}, patience=2, factor=0.3, min_delta=0.2)
    yield plateau(SERIES, {"patience": 2, "cooldown": 2}, patience=2, cooldown=2)
    yield plateau(SERIES, {"patience": 1, "factor": 0.5, "minLr": 0.1}, patience=1, factor=0.5, min_lr=0.1)
    yield plateau(SERIES, {"patience": 2, "mode": "max"}, patience=2, mode="max")
    yield plateau(SERIES, {"patience": 1, "minDelta": -0.1}, patience=1, min_delta=-0.1)
    more = {"monitor": "val_accuracy", "mode": "max", "patience": 1, "cooldown": 1}
    yield plateau(SERIES, more, monitor="val_accuracy", mode="max", patience=1, cooldown=1)


def checkpoint(figures, path, options, **keras_options):
    own = model()
    saves = []
    callback = C.ModelCheckpoint(path + (".weights.h5" if keras_options.get("save_weights_only") else ".keras"), **keras_options)
    with tempfile.TemporaryDirectory() as folder:
        callback.filepath = os.path.join(folder, callback.filepath)
        callback.set_model(own)
        for epoch, figure in enumerate(figures):
            callback.on_epoch_begin(epoch)
            logs = {"loss": 1.5, options.get("monitor", "val_loss"): figure}

            def note(filepath, overwrite=True):
                name = os.path.basename(filepath).removesuffix(".keras").removesuffix(".weights.h5")
                saves.append([epoch, name])

            own.save = own.save_weights = note
            for batch in range(5):
                callback.on_train_batch_end(batch, logs)
            callback.on_epoch_end(epoch, logs)
    return {"figures": figures, "path": path, "options": options, "saves": saves}


def checkpoints():
    yield checkpoint(SERIES, "last", {})
    yield checkpoint(SERIES, "m{epoch:02d}-{val_loss:.2f}", {"saveBestOnly": True}, save_best_only=True)
    yield checkpoint(SERIES, "{epoch:3d}-{loss:.3e}", {"saveBestOnly": True, "mode": "max"}, save_best_only=True, mode="max")
    yield checkpoint(
        SERIES, "{epoch}", {"saveBestOnly": True, "initialValueThreshold": 2.4}, save_best_only=True, initial_value_threshold=2.4
    )
    yield checkpoint(SERIES[:5], "{epoch}-{batch:02d}", {"saveFreq": 3, "saveWeightsOnly": True}, save_freq=3, save_weights_only=True)
    yield checkpoint(SERIES[:5], "{epoch}-{batch}", {"saveFreq": 7}, save_freq=7)
    yield checkpoint(
        SERIES, "{epoch}-{batch}", {"saveFreq": 4, "saveBestOnly": True}, save_freq=4, save_best_only=True, mode="min"
    )


SCHEDULES = {
    "halves": lambda epoch, rate: rate * 0.5,
    "steps": lambda epoch, rate: 0.1 if epoch < 2 else 0.01 * rate,
    "inverse": lambda epoch, rate: 1.0 / (1.0 + epoch),
}


def schedule(name):
    own = model()
    callback = C.LearningRateScheduler(SCHEDULES[name])
    callback.set_model(own)
    rates, logged = [], []
    for epoch in range(6):
        callback.on_epoch_begin(epoch)
        rates.append(float(own.optimizer.learning_rate.numpy()))
        logs = {"loss": 1.0}
        callback.on_epoch_end(epoch, logs)
        logged.append(logs["learning_rate"])
    return {"schedule": name, "rates": rates, "logged": logged}


def csv(runs, options, **keras_options):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "log.csv")
        for rows in runs:
            callback = C.CSVLogger(path, **keras_options)
            callback.on_train_begin()
            for epoch, logs in enumerate(rows):
                callback.on_epoch_end(epoch, dict(logs))
            callback.on_train_end()
        with open(path, newline="") as file:
            return {"runs": runs, "options": options, "text": file.read()}


def csvs():
    validated = [{"val_loss": 0.5, "loss": 1.25, "accuracy": 0.75}, {"loss": 0.125, "accuracy": 1.5, "val_loss": 0.0625}]
    plain = [{"loss": 0.1}, {"loss": 0.30000000000000004}]
    yield csv([validated], {})
    yield csv([plain], {"separator": ";"}, separator=";")
    yield csv([[{"loss": 0.5}, {"loss": 0.25, "later": 1.5}]], {})
    yield csv([plain, validated], {"append": True}, append=True)
    yield csv([plain, plain], {})
    yield csv([[{"loss": 0.5, "a,b": 2.5, 'quo"te': 1.5}]], {})


def of(kind, cases):
    return [{"kind": kind, **case} for case in cases]


write(
    "callbacks.json",
    of("plateau", plateaus()) + of("checkpoint", checkpoints()) + of("schedule", map(schedule, SCHEDULES)) + of("csv", csvs()),
)
