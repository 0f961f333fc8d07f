import os
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class Parts(unittest.TestCase):
    """The shell parts of ./dev, each called as ./dev calls it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def shell(self, script):
        parts = "; ".join(f"source {ROOT}/tools/dev/{part}.sh" for part in ("common", "packages", "web", "build"))
        command = ["bash", "-euo", "pipefail", "-c", f"{parts}; {script}"]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        return done.returncode, done.stdout, done.stderr

    def write(self, name, text, executable=False):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        if executable:
            path.chmod(0o755)

    def test_packages_are_read_by_group_without_comments(self):
        self.write("tools/packages.txt", "# all\n[build]\na  # why\nb\n\n[test]\nc\n")
        self.assertEqual(self.shell("package_names build")[1].split(), ["a", "b"])
        self.assertEqual(self.shell("package_names build test")[1].split(), ["a", "b", "c"])

    def test_a_package_that_is_not_installed_is_missing(self):
        self.assertEqual(self.shell("missing_packages bash no-such-package-x")[1].split(), ["no-such-package-x"])

    def test_a_node_that_vite_refuses_is_not_new_enough(self):
        for version, good in [
            ("v18.20.4", False), ("v20.18.9", False), ("v20.19.0", True), ("v21.7.0", False),
            ("v22.11.0", False), ("v22.12.0", True), ("v24.0.0", True), ("nonsense", False),
        ]:
            with self.subTest(version):
                self.write("node", f"#!/bin/sh\necho {version}\n", executable=True)
                self.assertEqual(self.shell("new_enough ./node 2>/dev/null")[0] == 0, good)

    def test_a_changed_added_or_removed_source_is_newer_than_the_stamp(self):
        self.write("web/src/a.ts", "1")
        self.write("web/node_modules/x/y.js", "1")
        self.assertEqual(self.shell("newer_than stamp web")[0], 0)
        old = (1_000_000_000, 1_000_000_000)
        for path in [*self.folder.rglob("*"), self.folder]:
            os.utime(path, old)
        self.write("stamp", "")
        os.utime(self.folder / "stamp", (1_000_000_100, 1_000_000_100))
        self.assertEqual(self.shell("newer_than stamp web")[0], 1)
        self.write("web/node_modules/x/z.js", "1")
        os.utime(self.folder / "web", old)
        self.assertEqual(self.shell("newer_than stamp web")[0], 1)
        self.write("web/src/b.ts", "1")
        self.assertEqual(self.shell("newer_than stamp web")[0], 0)

    def test_progress_is_one_line_and_a_failure_is_shown_from_where_it_begins(self):
        ninja = "@1/2@ Building a\nGLOB mismatch!\nFAILED: b\nb.cc:1: error\nninja: build stopped\n"
        self.write("ninja.txt", ninja)
        status, out, _ = self.shell("show_progress debug log.txt <ninja.txt")
        self.assertEqual((status, out), (0, "FAILED: b\nb.cc:1: error\nninja: build stopped\n"))
        self.assertEqual((self.folder / "log.txt").read_text(), ninja)
        self.write("ninja.txt", "@1/2@ Building a\n@2/2@ Linking b\n")
        self.assertRegex(self.shell("show_progress debug log.txt <ninja.txt")[1], r"^Compiled \(debug\): 2 steps in \d+ s\n$")
        self.write("ninja.txt", "ninja: no work to do.\n")
        self.assertEqual(self.shell("show_progress debug log.txt <ninja.txt")[:2], (0, ""))

    def test_a_step_that_fails_shows_its_output_and_stops(self):
        status, out, err = self.shell("quietly log/x.txt 'Doing x' bash -c 'echo why; exit 3'; echo on")
        self.assertEqual(status, 1)
        self.assertNotIn("on\n", out)
        self.assertIn("why", err)
        self.assertIn("log/x.txt", err)


class Entry(unittest.TestCase):
    def test_an_unknown_command_is_refused_with_the_list(self):
        done = subprocess.run([ROOT / "dev", "fly"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn('does not know "fly"', done.stderr)
        self.assertIn("./dev test", done.stderr)

    def test_help_names_every_command(self):
        out = subprocess.run([ROOT / "dev", "help"], capture_output=True, text=True, check=True).stdout
        for command in ("run", "test", "build", "sim", "bench", "fuzz", "fmt", "lint", "web", "clean"):
            self.assertIn(f"./dev {command} ", out)
