#!/usr/bin/env python3
"""Turns what RD-Agent keeps in pickles, HDF5 and parquet into plain files that any program can read.

Run it with the Python that runs RD-Agent (it needs pandas; qlib and lightgbm where the pickles hold
their objects):

    python export_recorder.py --workspace WORKSPACE [--output FOLDER] [--recorder ID] [--force]
                              [--store FILE] [--artifacts FOLDER] [--allow-unsandboxed]

It takes the newest finished recorder of WORKSPACE that holds predictions, or the one that is named. Recorders
are those of MLflow's file store (WORKSPACE/mlruns) and of its SQLite store (WORKSPACE/mlflow.db, or --store),
whose artifacts lie under mlruns, mlartifacts or --artifacts. No tracking server is asked and MLflow itself is
not needed: MLFLOW_ALLOW_FILE_STORE, which MLflow 3 demands for a file store, need not be set. It writes, as
far as they exist:

    conf.yaml  model.txt (weights.json of a linear model)  pred.csv.gz  label.csv.gz  report_normal_1day.csv
    positions.csv.gz
    indicators_1day.csv  qlib_res.csv  combined_factors.csv.gz  factor_result.csv.gz  export.json

export.json says which recorder was taken and why, which were passed over, what was written (SHA-256,
rows, type of each column), what was not found, and in which sandbox pickles were opened. A file that is there
already with other content is left alone and reported, unless --force is given. Exit: 0 exported, 3 nothing to
export, 4 a library or the sandbox is missing.

Opening a pickle, HDF5 or parquet file runs code of whoever wrote it. That, and foreign factor code, happens in
bubblewrap or not at all, unless --allow-unsandboxed is given; the JSON beside the result then says so. Outside
of the sandbox this script reads MLflow's text files and database, lists the names in a pickle without running
it, and imports the libraries of this Python for their versions. The audit is a courtesy and proves nothing.

Factors, each with --help:

    python export_recorder.py audit FILE.py|FOLDER          judges code without running it; needs no pandas
    python export_recorder.py daily-pv --test-set T.csv     writes the daily_pv.h5 that factor.py reads
    python export_recorder.py factors --test-set T.csv ...  runs reference code in a sandbox
    python export_recorder.py values FILE.h5|FILE.parquet   result.h5, combined_factors_df.parquet as CSV

Risk data of EnhancedIndexingStrategy:

    python export_recorder.py risk ROOT                     pickles of each day (riskmodel_root) as CSV

Exit: 0 done, 1 findings, or a factor that was refused or failed, 2 usage, 3 input missing or damaged,
4 a library or the sandbox is missing.
"""
import os
import sys

# The folder of this script may be a workspace, whose files may be named as libraries: nothing is imported from it.
SCRIPT = os.path.realpath(__file__) if "__file__" in globals() else None
SCRIPT_FOLDER = os.path.dirname(SCRIPT) if SCRIPT else os.getcwd()
sys.path[:] = [p for p in sys.path if p and os.path.realpath(p) != SCRIPT_FOLDER]

import argparse
import ast
import atexit
import csv
import gzip
import hashlib
import importlib.util
import io
import json
import pickletools
import platform
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import tempfile
import time
import urllib.parse

SCHEMA = 1
np = pd = None


def fail(code, text):
    sys.stderr.write("error: " + text + "\n")
    sys.exit(code)


def need_pandas():
    """Only the audit does without."""
    global np, pd
    try:
        import numpy
        import pandas
    except ImportError as error:
        fail(4, "%s; run this with the Python that runs RD-Agent" % error)
    np, pd = numpy, pandas


