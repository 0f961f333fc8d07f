import pathlib
import subprocess
import unittest

import compile_times

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class Compiler(unittest.TestCase):
    def test_other_compilers_are_refused_in_words(self):
        for name, version in [("GNU", "12.2.0"), ("GNU", "14.1.0"), ("Clang", "16.0.6"), ("MSVC", "19.40")]:
            with self.subTest(name=name, version=version):
                settings = [f"-DCMAKE_CXX_COMPILER_ID={name}", f"-DCMAKE_CXX_COMPILER_VERSION={version}"]
                command = ["cmake", *settings, "-P", ROOT / "cmake/compiler.cmake"]
                done = subprocess.run(command, capture_output=True, text=True)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn("clang-19", done.stderr)
                self.assertIn(version, done.stderr)


class CompileTimes(unittest.TestCase):
    def test_the_last_run_of_each_object_counts(self):
        log = "# ninja log v5\n0\t9000\t1\ta.o\tx\n0\t2000\t1\tb.o\tx\n10\t1010\t1\ta.o\tx\n0\t99000\t1\tlib.a\tx\n"
        self.assertEqual(compile_times.slowest(log), [(2.0, "b.o"), (1.0, "a.o")])
