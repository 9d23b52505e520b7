#!/usr/bin/env python3
"""Runs `aistock reconcile` over the workspaces of make_planted.py and compares what it says with the answer keys.

    AISTOCK_LIGHTGBM=lib_lightgbm.so python run_planted.py OUTPUT AISTOCK [--only PATTERN]... [--again] [--results FILE]

Only the standard library of Python 3.11. An honest workspace is right when it does not fail (exit 0). A planted fault
is caught when the verdict is FAIL with exit 1; its place is right when some failing rung first differs on the day,
stock and field of the key; its cause is right when that rung names a cause of the key, "probable" when it names another one
and says that it is not proved (`proof` weaker than `formula`). `head` judges the cause that the summary leads with.
"""
import argparse
import fnmatch
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections import Counter

CONCLUSIVE = {"formula", "replay", "identity"}


def cases(output):
    folder = os.path.join(output, "cases")
    for file in sorted(os.listdir(folder)):
        if file.endswith(".json"):
            with open(os.path.join(folder, file)) as text:
                yield file[:-5], json.load(text)


def reconcile(program, output, name, key):
    scratch = tempfile.mkdtemp(prefix="planted-")
    begun = time.time()
    try:
        done = subprocess.run(
            [program, "reconcile", "--json", "--quiet", "--workspace", os.path.join(output, "cases", name),
             "--market", key["market"], "--output", os.path.join(scratch, "out")],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=900)
        code, text, errors = done.returncode, done.stdout, done.stderr
    except subprocess.TimeoutExpired:
        code, text, errors = 124, "", "timed out"
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if document is not None and "rungs" not in document:
        # A diagnostic: no judgement was made.
        document, errors = None, text
    return code, document, errors, time.time() - begun


def divergences(document):
    for rung in document["rungs"]:
        found = rung.get("first_divergence")
        if found and rung["state"] in ("fail", "exceptions"):
            yield rung["id"], rung["state"], found


def cause_ids(message):
    """Ids of all messages below a message, outermost first."""
    if not isinstance(message, dict):
        return []
    own = [message["id"]] if isinstance(message.get("id"), str) else []
    below = message.get("arguments") or {}
    for value in below.values():
        if isinstance(value, dict):
            for inner in value.values():
                own += cause_ids(inner) if isinstance(inner, dict) else []
                if isinstance(inner, list):
                    for item in inner:
                        own += cause_ids(item)
    return own


def head(document):
    """The divergence that the summary tells, by the id of its cause's message."""
    ids = set(cause_ids(document["summary"]))
    found = [d for _, _, d in divergences(document) if d["cause"]["message"] in ids]
    return found[-1] if found else None


def is_there(place, rung, found):
    if place["rung"] != rung or place.get("day") != found["day"]:
        return False
    field = found["field"]
    if field.startswith(("positions.", "trades.")) and place.get("instruments"):
        return found["instrument"] in place["instruments"]
    if field.startswith(("positions.", "trades.")) and place.get("instruments") == []:
        return field in (place.get("fields") or [])
    if place.get("instruments") and found["instrument"] and found["instrument"] not in place["instruments"]:
        return False
    fields = place.get("fields") or []
    return not fields or field in fields


def judge_cause(causes, found):
    if found["cause"]["id"] in causes:
        return "right"
    return "wrong" if found["cause"]["proof"] in CONCLUSIVE else "probable"


def short(found):
    cause = found["cause"]
    return "%s %s %s [%s; %s] %s" % (
        found["day"] or "-", found["instrument"] or "-", found["field"], cause["id"], cause["proof"], cause["en"])


def judge(name, key, code, document, errors):
    result = {"name": name, "exit": code, "verdict": document["verdict"] if document else None,
              "class": key.get("class", key["kind"]), "rungs": {}}
    if document is None:
        result["error"] = errors.strip()[-600:]
        result["caught"] = code not in (0, 1)
        result.update(place="none", cause="none", head="none", ok=False)
        return result
    failing = list(divergences(document))
    result["rungs"] = {rung["id"]: rung["state"] for rung in document["rungs"]}
    result["said"] = ["%s %s: %s" % (rung, state, short(found)) for rung, state, found in failing]
    result["summary"] = document["summary"].get("en")
    if key["kind"] == "honest":
        result["ok"] = code == 0 and document["verdict"] in ("PASS", "PASS WITH EXCEPTIONS")
        return result
    result["caught"] = code == 1 and document["verdict"] == "FAIL"
    there = [found for rung, _, found in failing for place in key["places"] if is_there(place, rung, found)]
    result["place"] = "right" if there else "wrong"
    rungs = {place["rung"] for place in key["places"]}
    judged = there or [found for rung, state, found in failing if rung in rungs]
    grades = [judge_cause(key["causes"], found) for found in judged]
    # A wrong cause that rests on a fact of the day is not proved, and reads like one that is.
    result["asserted"] = bool(judged) and "right" not in grades and any(f["cause"]["proof"] == "fact" for f in judged)
    result["cause"] = next((grade for grade in ("right", "probable", "wrong") if grade in grades), "none")
    leading = head(document)
    result["head"] = judge_cause(key["causes"], leading) if leading else "none"
    result["ok"] = result["caught"] and result["place"] == "right" and result["cause"] in ("right", "probable") \
        and result["head"] != "wrong"
    return result


def total(results):
    """Lines of totals over what was judged."""
    lines = []
    for kind in sorted({r["class"] for r in results}):
        some = [r for r in results if r["class"] == kind]
        if kind == "honest":
            lines.append("honest: %d of %d do not fail" % (sum(r["ok"] for r in some), len(some)))
            continue
        count = Counter((field, r[field]) for r in some for field in ("place", "cause", "head"))
        by_fact = sum(r["cause"] == "probable" and r.get("asserted", False) for r in some)
        lines.append("%s: %d of %d caught; place right %d" % (
            kind, sum(r["caught"] for r in some), len(some), count["place", "right"]))
        lines.append("    its cause is right %d, probable %d (%d by a fact), wrong %d, none %d" % (
            count["cause", "right"], count["cause", "probable"], by_fact, count["cause", "wrong"],
            count["cause", "none"]))
        lines.append("    the summary leads with a cause that is right %d, probable %d, wrong %d, none %d" % (
            count["head", "right"], count["head", "probable"], count["head", "wrong"], count["head", "none"]))
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("output")
    parser.add_argument("aistock")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--again", action="store_true", help="also those that were all right in the results")
    parser.add_argument("--judge-only", action="store_true", help="no run: judge the kept answers with the keys of now")
    parser.add_argument("--results")
    arguments = parser.parse_args()
    path = arguments.results or os.path.join(arguments.output, "results.json")
    answers = os.path.join(arguments.output, "answers")
    os.makedirs(answers, exist_ok=True)
    results = {}
    if os.path.exists(path):
        with open(path) as text:
            results = {r["name"]: r for r in json.load(text)}
    present = set()
    for name, key in cases(arguments.output):
        present.add(name)
        if arguments.only and not any(fnmatch.fnmatch(name, pattern) for pattern in arguments.only):
            continue
        answer = os.path.join(answers, name + ".json")
        if arguments.judge_only:
            if not os.path.exists(answer):
                continue
            with open(answer) as text:
                kept = json.load(text)
            code, document, errors, seconds = kept["exit"], kept["document"], kept["errors"], kept["seconds"]
        else:
            if not arguments.only and not arguments.again and results.get(name, {}).get("ok"):
                continue
            code, document, errors, seconds = reconcile(arguments.aistock, arguments.output, name, key)
            with open(answer, "w") as out:
                json.dump({"exit": code, "document": document, "errors": errors, "seconds": seconds}, out)
        result = judge(name, key, code, document, errors)
        result["seconds"] = round(seconds, 1)
        results[name] = result
        grades = "" if key["kind"] == "honest" else "place %(place)s, cause %(cause)s, head %(head)s;" % result
        print("%-3s %-48s exit %d %-22s %s %5.1f s" % (
            "ok" if result["ok"] else "NO", name, code, result["verdict"], grades, seconds), flush=True)
        if not result["ok"]:
            for line in result.get("said", []) + ([result["error"]] if result.get("error") else []):
                print("      " + line[:400])
            if key["kind"] != "honest":
                places = ["%s %s %s %s" % (p["rung"], p.get("day"), ",".join(p.get("instruments") or [])[:60],
                                           ",".join(p.get("fields") or [])[:80]) for p in key["places"]]
                print("      right: %s; causes %s" % (" | ".join(places)[:300], ", ".join(key["causes"])))
        with open(path, "w") as out:
            json.dump([results[n] for n in sorted(results)], out, indent=1, ensure_ascii=False)
            out.write("\n")
    for line in total([r for n, r in sorted(results.items()) if n in present]):
        print(line)


if __name__ == "__main__":
    main()
