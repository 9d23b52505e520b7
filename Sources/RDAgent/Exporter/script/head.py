#!/usr/bin/env python3
"""Turns what RD-Agent keeps in pickles, HDF5 and parquet into plain files that any program can read.

Run it with the Python that runs RD-Agent (it needs pandas; qlib and lightgbm where the pickles hold
their objects):

    python export_recorder.py --workspace WORKSPACE [--output FOLDER] [--recorder ID] [--force]

It takes the newest finished recorder below WORKSPACE/mlruns that holds predictions, or the one that
is named, and writes, as far as they exist:

    conf.yaml  model.txt (weights.json of a linear model)  pred.csv.gz  label.csv.gz  report_normal_1day.csv
    positions.csv.gz
    indicators_1day.csv  qlib_res.csv  combined_factors.csv.gz  factor_result.csv.gz  export.json

export.json says which recorder was taken and why, which were passed over, what was written (SHA-256,
rows) and what was not found. A file that is there already with other content is left alone and
reported, unless --force is given. Exit: 0 exported, 3 nothing to export, 4 a library is missing.

Unpickling runs code of the pickle, here without a sandbox: use it only on workspaces of your own. Foreign factor
code runs in bubblewrap or not at all; the audit before it is a courtesy and proves nothing.

Factors, each with --help:

    python export_recorder.py audit FILE.py|FOLDER          judges code without running it; needs no pandas
    python export_recorder.py daily-pv --test-set T.csv     writes the daily_pv.h5 that factor.py reads
    python export_recorder.py factors --test-set T.csv ...  runs reference code in a sandbox
    python export_recorder.py values FILE.h5|FILE.parquet   result.h5, combined_factors_df.parquet as CSV

Exit: 0 done, 1 findings, or a factor that was refused or failed, 2 usage, 3 input missing or damaged,
4 a library is missing.
"""
import argparse
import ast
import csv
import gzip
import hashlib
import io
import json
import os
import pickle
import platform
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import time

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


