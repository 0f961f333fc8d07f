"""Scenarios are functions that take the Stage; each is one count. Cases are scenarios made in a loop."""

import importlib
import pathlib
import traceback

import world

ALL = []


def scenario(function):
    ALL.append((function.__name__.replace("_", " "), function))
    return function


def case(name, function):
    ALL.append((name, function))


def import_all():
    for path in sorted(pathlib.Path(__file__).parent.glob("scenarios_*.py")):
        importlib.import_module(path.stem)


def run(stage, only=()):
    passed, failed = 0, 0
    for name, function in ALL:
        if only and not any(word in name for word in only):
            continue
        try:
            function(stage)
            passed += 1
        except world.Fault as fault:
            failed += 1
            print(f"FAIL  {name}\n      {fault}")
        except Exception:  # noqa: BLE001 — one scenario must not end the others
            failed += 1
            print(f"FAIL  {name}\n      {traceback.format_exc(limit=-4)}")
    return passed, failed
