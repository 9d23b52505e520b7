#!/usr/bin/env python3
"""Trains a network that RD-Agent wrote as qlib's GeneralPTNN does, and writes it as ONNX.

Run it in the sandbox with a Python that has numpy and torch (1.13 or later); nothing else is needed:

    python trainer.py JOB

JOB is a folder with job.json and what it names:

    job.json       "schema": 1, "task": "train", "convert" or "audit", "code": "model.py", "entry": "model_cls",
                   "kwargs": {...}, "weights": null or a file, "dataset": {"class": "DatasetH" or "TSDatasetH", "step_len": n},
                   "training": {"n_epochs", "lr", "metric", "batch_size", "early_stop", "loss", "weight_decay",
                   "optimizer", "seed"}, "label_type": "float32" or "float64", "features": [names], "rows": n,
                   "segments": {"train": [first, end], "valid": [first, end]} (rows; the end is not included)
    model.py       RD-Agent's code; it is audited and then run
    features.f32   float32, little-endian: rows x features, missing values as qlib's processors left them
    label.f32      float32: rows
    keys.i32       int32: rows x (place of the day among the days of the raw rows, place of the instrument among the names)
                   TSDatasetH alone reads it. Rows are sorted by day, then instrument, as qlib's learn view has them.

and the answers lie in JOB/out:

    model.onnx     input "x": float32 [n, features] or [n, step_len, features]; output "score": float32 [n] or [n, 1]; n is free
    training.json  versions, seed, curve, what was asked and what was built, ONNX beside PyTorch
    probe.f32, probe_scores.f32   rows of the input and PyTorch's scores of them, for a runtime to be held to
    error.json     "id" and "detail", with exit 1

An epoch is a line of JSON on the standard error. "convert" takes weights instead of training: a state_dict (.pt, .pth,
.bin), a .safetensors or TorchScript (which needs no code); features.f32 may be absent. "audit" only builds the network.

label_type is the type that the label has in qlib's frame: float64 where any column is float64. qlib builds the network
before it seeds, so its own runs repeat only where its process seeded torch. Here torch is seeded before and after.

    id                    detail              meaning
    trainer.job           field, reason       job.json cannot be read, or a field is not what it must be
    trainer.code          findings            the audit refuses the code
    trainer.entry         entry               the code has no such class or function, or it makes no torch.nn.Module
    trainer.code-failed   error               the code fails when it is loaded or the network is built
    trainer.arguments     error               the class does not take these arguments
    trainer.input-width   features, error     the network does not take an input of this width
    trainer.forward       error               the network fails on its input
    trainer.output-shape  shape               the network gives neither [n] nor [n, 1]
    trainer.file-missing  file                a file of the job is absent
    trainer.file-size     file, bytes, expected
    trainer.segment-empty segment
    trainer.segment-short segment, rows, batch_size    qlib drops the last batch, so nothing is left
    trainer.seed          -                   the job has no seed
    trainer.loss-nan      epoch, segment      a loss is not finite
    trainer.memory        error               memory is exhausted
    trainer.weights-pickle  file, error       only unpickling could read the weights
    trainer.weights-form    file, error       the weights are damaged or no table of tensors
    trainer.weights-names   missing, unexpected, shapes
    trainer.onnx-operator   operator          ONNX has no such operator
    trainer.onnx            error             the export fails
    trainer.parity          difference, tolerance     ONNX or the trace gives other scores than PyTorch
    trainer.torch           error             this Python has no torch or numpy
    trainer.failed          error             a fault of this script

Exit: 0 done, 1 refused or failed (error.json), 2 usage.
"""
import os
import sys

# Neither the folder of this script nor the job may stand in for a library.
sys.path[:] = [p for p in sys.path if p and os.path.realpath(p) not in (
    os.path.dirname(os.path.realpath(__file__)), os.path.realpath(sys.argv[1]) if len(sys.argv) > 1 else None)]

import ast
import copy
import hashlib
import inspect
import io
import json
import math
import platform
import re
import struct
import traceback
import types
import warnings
import zipfile

SCHEMA = 1
OPSET = 17
# Scores of ONNX beside PyTorch's, as a share of the largest score or of 1: float32 sums in another order.
PARITY_TOLERANCE = 1e-4
PROBE_ROWS = 512
np = torch = None


class Refusal(Exception):
    """Why a job is not done: an id of the table above with its detail."""

    def __init__(self, identifier, **detail):
        super().__init__(identifier)
        self.identifier, self.detail = identifier, detail


def need_torch():
    global np, torch
    try:
        import numpy
        import torch as library
    except ImportError as error:
        raise Refusal("trainer.torch", error=str(error))
    np, torch = numpy, library


def said(error):
    """An error in one line."""
    return " ".join((type(error).__name__ + ": " + str(error)).split())[:600]


def shortage(error):
    """Whether an error of torch or numpy is one of memory."""
    return isinstance(error, MemoryError) or "allocate memory" in str(error) or "DefaultCPUAllocator" in str(error)
