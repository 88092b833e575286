"""Writes checkpoints as training programs leave them, without PyTorch and NumPy: the pickles are Python's own, with stand-ins of their names.

    python3 make_programs.py        writes programs.pt, subclass.pt, averaged.pt, expanded.pt beside itself
"""
import argparse
import collections
import datetime
import io
import pathlib
import pickle
import struct
import sys
import types
import zipfile


def module(name):
    made = types.ModuleType(name)
    sys.modules[name] = made
    if "." in name:
        parent, _, child = name.rpartition(".")
        setattr(sys.modules.get(parent) or module(parent), child, made)
    return made


def named(place, name, made):
    made.__module__, made.__qualname__, made.__name__ = place.__name__, name, name
    setattr(place, name, made)
    return made


torch, utils = module("torch"), module("torch._utils")
FloatStorage = named(torch, "FloatStorage", type("FloatStorage", (), {}))
rebuild = named(utils, "_rebuild_tensor_v2", lambda *a: None)
numpy, core, multiarray = module("numpy"), module("numpy.core"), module("numpy.core.multiarray")
scalar = named(multiarray, "scalar", lambda *a: None)
dtype = named(numpy, "dtype", type("dtype", (), {"__reduce__": lambda self: (dtype, ("f8", False, True), (3, "<", None, None, None, -1, -1, 0))}))
program = module("my_program.config")
Settings = named(program, "Settings", type("Settings", (), {}))
Weights = named(program, "Weights", type("Weights", (dict,), {}))


class Storage:
    def __init__(self, values):
        self.values = values


class Tensor:
    def __init__(self, storage, shape, strides, offset=0):
        self.storage, self.shape, self.strides, self.offset = storage, shape, strides, offset

    def __reduce__(self):
        return rebuild, (self.storage, self.offset, self.shape, self.strides, False, collections.OrderedDict())


class NumpyScalar:
    def __reduce__(self):
        return scalar, (dtype(), b"\x00\x00\x00\x00\x00\x00\x08@")


class Pickler(pickle.Pickler):
    def __init__(self, file, protocol):
        super().__init__(file, protocol)
        self.storages = []

    def persistent_id(self, thing):
        if not isinstance(thing, Storage):
            return None
        if thing not in self.storages:
            self.storages.append(thing)
        return "storage", FloatStorage, str(self.storages.index(thing)), "cpu", len(thing.values)


def save(name, state, protocol=2):
    text = io.BytesIO()
    pickler = Pickler(text, protocol)
    pickler.dump(state)
    stem = name.split(".")[0]
    with zipfile.ZipFile(name, "w", zipfile.ZIP_STORED) as archive:
        def add(path, data):
            archive.writestr(zipfile.ZipInfo(f"{stem}/{path}", (1980, 1, 1, 0, 0, 0)), data)
        add("data.pkl", text.getvalue())
        add("byteorder", "little")
        for i, storage in enumerate(pickler.storages):
            add(f"data/{i}", struct.pack(f"<{len(storage.values)}f", *storage.values))
        add("version", "3\n")


def vector(*values):
    return Tensor(Storage(values), (len(values),), (1,))


settings = Settings()
settings.path, settings.weights = pathlib.PosixPath("/data/run1"), vector(9.0)
save("programs.pt", {
    "epoch": NumpyScalar(),
    "args": argparse.Namespace(lr=0.1, out=pathlib.PosixPath("/data/out")),
    "history": collections.defaultdict(list, {"loss": [1.0, 0.5]}),
    "seen": collections.Counter("abca"),
    "saved": datetime.datetime(2024, 5, 1, 12, 30),
    "day": datetime.date(2024, 5, 1),
    "settings": settings,
    "optimizer": {"state": {0: {"exp_avg": vector(1.0, 2.0)}}, "param_groups": [{"lr": 0.1}]},
    "state_dict": collections.OrderedDict([("module._orig_mod.a", vector(1.0, 2.0, 3.0)), ("module._orig_mod.b", vector(4.0))]),
})
save("subclass.pt", {"weights_of_mine": Weights(a=vector(1.0, 2.0, 3.0), b=vector(4.0)), "when": datetime.date(2024, 5, 1)}, protocol=4)
save("averaged.pt", {
    "state_dict": {"a": vector(1.0, 2.0, 3.0), "b": vector(4.0)},
    "ema_state_dict": {"a": vector(5.0, 6.0, 7.0), "b": vector(8.0)},
})
one = Storage((7.0, 8.0))
save("expanded.pt", {"rows": Tensor(one, (3, 2), (0, 1)), "all": Tensor(one, (2, 3), (0, 0), 1), "windows": Tensor(Storage((1.0, 2.0, 3.0)), (2, 2), (1, 1))})
