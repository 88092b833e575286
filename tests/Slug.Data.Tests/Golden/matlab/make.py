# Writes the MATLAB files that the tests read, with SciPy 1.10: synsets.mat is laid out like the devkit's meta.mat.
import numpy as np
import scipy.io

names = ["n02119789", "n02100735", "n02110185", "n02096294", "n15075141"]
words = ["kit fox, Vulpes macrotis", "English setter", "Siberian husky", "Australian terrier", "café"]
record = np.dtype([("ILSVRC2012_ID", object), ("WNID", object), ("words", object), ("children", object)])
synsets = np.zeros((5, 1), dtype=record)
for i in range(5):
    synsets[i, 0] = (np.array([[i + 1.0]]), names[i], words[i], np.arange(i, dtype=np.float64).reshape(1, -1))
for name, packed in (("synsets.mat", True), ("synsets-plain.mat", False)):
    scipy.io.savemat(name, {"synsets": synsets}, do_compression=packed)

cells = np.empty((1, 3), dtype=object)
cells[0, 0], cells[0, 1], cells[0, 2] = "text", np.array([[1, 2], [3, 4]], dtype=np.uint8), np.array([[300.5]])
numbers = {
    "int8": np.array([[-1, 2]], dtype=np.int8), "int16": np.array([[-300]], dtype=np.int16), "uint16": np.array([[60000]], dtype=np.uint16),
    "int32": np.array([[-70000]], dtype=np.int32), "uint32": np.array([[4000000000]], dtype=np.uint32),
    "int64": np.array([[-5]], dtype=np.int64), "uint64": np.array([[6]], dtype=np.uint64),
    "single": np.array([[0.5]], dtype=np.float32), "double": np.array([[1.0, np.inf]]), "empty": np.zeros((0, 0)), "cells": cells,
}
scipy.io.savemat("kinds.mat", numbers, do_compression=True)
scipy.io.savemat("complex.mat", {"z": np.array([[1 + 2j]])})
import scipy.sparse
scipy.io.savemat("sparse.mat", {"s": scipy.sparse.eye(3)})
