#!/usr/bin/env python3
"""Fails when an #include, an edge in cmake/folders.cmake or the name of a leave goes against tools/layers.toml."""

import fnmatch
import pathlib
import re
import sys
import tomllib

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import source_tree  # noqa: E402


class Layers:
    def __init__(self, text):
        self.rules = tomllib.loads(text)
        self.line = {folder: at for at, row in enumerate(self.rules["order"]) for folder in row}

    def knows(self, folder):
        return folder in self.line

    def may_use(self, user, used):
        """Whether folder `user` of src/ may include headers of folder `used`."""
        if user == used or self.line[user] < self.line[used]:
            return True
        return used in self.rules.get("neighbours", {}).get(user, [])

    def is_private(self, header):
        return matches_any(header, self.rules["private"]["headers"])

    def sees_all(self, path):
        return path.parts[0] in self.rules["sees_all"]

    def may_see(self, user, path):
        """Whether folder `user` of src/ may include `path` of a folder that sees all."""
        allowed = self.rules.get("seen_by", {}).get(user, [])
        return any(path.startswith(folder + "/") for folder in allowed)

    def adapter_of(self, header):
        for name, rule in self.rules["adapters"].items():
            if matches_any(header, rule["headers"]):
                return name, rule["files"]
        return None


def matches_any(name, patterns):
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def folder_of(path):
    """The folder of a file in src/; src/main.cc is a folder of its own."""
    return path.parts[1] if len(path.parts) > 2 else path.stem


def check_file(layers, path, text):
    """The faults of one file of src/, each "path:line: words"."""
    user, is_test, faults = folder_of(path), source_tree.is_cpp_test(path), []
    if not layers.knows(user):
        return [f"{path}:1: folder src/{user} has no line in tools/layers.toml"]

    def fault(line, words):
        faults.append(f"{path}:{line}: {words}")

    for line, name, quoted in source_tree.includes(text):
        adapter = layers.adapter_of(name)
        if adapter and not is_test and not matches_any(path.name, adapter[1]):
            fault(line, f"<{name}> belongs to the {adapter[0]} adapter: only {', '.join(adapter[1])}")
        if not quoted:
            continue
        first, header = name.split("/")[0], name.split("/")[-1]
        if "/" not in name:
            fault(line, f'"{name}": write the folder, "{user}/{name}"')
        elif first in layers.rules["sees_all"]:
            if not is_test and not layers.may_see(user, name):
                fault(line, f'"{name}": nothing in src/ may see {first}/')
        elif not layers.knows(first):
            fault(line, f'"{name}": folder {first} has no line in tools/layers.toml')
        elif not layers.may_use(user, first):
            fault(line, f'"{name}": {user} may not use {first}; includes point downward only')
        elif first != user and layers.is_private(header):
            fault(line, f'"{name}" is private to {first}')
    return faults


def check_leaves(layers, path, text):
    """The faults of one file of src/ that names a type which only some files may name."""
    if source_tree.is_cpp_test(path):
        return []
    code, faults = source_tree.code_only(text), []
    for name, rule in layers.rules.get("leaves", {}).items():
        if matches_any(str(path), rule["files"]) and not matches_any(str(path), rule["never"]):
            continue
        for match in re.finditer(rf"\b{name}\b", code):
            faults.append(f"{path}:{source_tree.line_of(code, match.start())}: may not name {name}")
    return faults


def check_edges(layers, text):
    """The faults of cmake/folders.cmake: a folder linked against one that it may not include."""
    faults = []
    for match in re.finditer(r"dunlin_folder\(src/(\w+)([^)]*)\)", text):
        user = match.group(1)
        uses = re.search(r"\bUSES ((?:[a-z_]+ ?)+)", re.sub(r"\bTEST_USES\b.*", "", match.group(2)))
        for used in uses.group(1).split() if uses else []:
            outside = any(used == seen.split("/")[-1] for seen in layers.rules.get("seen_by", {}).get(user, []))
            if not outside and (not layers.knows(used) or not layers.may_use(user, used)):
                line = source_tree.line_of(text, match.start())
                faults.append(f"cmake/folders.cmake:{line}: {user} may not use {used}")
    return faults


def main():
    root = source_tree.ROOT
    layers = Layers((root / "tools/layers.toml").read_text())
    faults = check_edges(layers, (root / "cmake/folders.cmake").read_text())
    count = 0
    for path in source_tree.files():
        if path.parts[0] == "src" and source_tree.is_cpp(path):
            text = (root / path).read_text()
            faults += check_file(layers, path, text) + check_leaves(layers, path, text)
            count += 1
    for line in faults:
        print(line)
    print(f"include layers: {count} files, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
