import json
import pathlib
import tempfile
import unittest

import suites
from suites import Counts


class Counting(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.report = pathlib.Path(folder.name) / "report.json"

    def test_a_step_is_counted_by_its_last_line(self):
        self.assertEqual(suites.by_last_line("x\n3 passed, 0 failed\n", 0), Counts(3, 0, 0))
        self.assertEqual(suites.by_last_line("3 passed, 2 failed, 1 skipped\n", 1), Counts(3, 2, 1))

    def test_a_step_that_says_nothing_or_exits_badly_has_failed(self):
        self.assertEqual(suites.by_last_line("", 0).failed, 1)
        self.assertEqual(suites.by_last_line("all fine\n", 0).failed, 1)
        self.assertEqual(suites.by_last_line("3 passed, 0 failed\n", 2), Counts(3, 1, 0))
        self.assertEqual(suites.by_last_line("0 passed, 0 failed\n", 0).failed, 1)

    def test_a_gtest_report_is_added_up(self):
        cases = [
            {"status": "RUN", "result": "COMPLETED"},
            {"status": "RUN", "result": "COMPLETED", "failures": [{"failure": "x"}]},
            {"status": "RUN", "result": "SKIPPED"},
            {"status": "NOTRUN", "result": "SUPPRESSED"},
        ]
        self.report.write_text(json.dumps({"testsuites": [{"testsuite": cases}]}))
        self.assertEqual(suites.gtest_count(self.report)("", 1), Counts(1, 1, 2))

    def test_a_gtest_program_that_leaks_or_dies_has_failed(self):
        self.report.write_text(json.dumps({"testsuites": [{"testsuite": [{"status": "RUN", "result": "COMPLETED"}]}]}))
        self.assertEqual(suites.gtest_count(self.report)("", 1), Counts(1, 1, 0))
        self.report.unlink()
        printed = "[       OK ] A.b (0 ms)\n[ RUN      ] A.c\nAddressSanitizer: heap-use-after-free\n"
        self.assertEqual(suites.gtest_count(self.report)(printed, -6), Counts(1, 1, 0))

    def test_python_tests_are_counted(self):
        self.assertEqual(suites.unittest_count("Ran 5 tests in 1s\n\nOK (skipped=1)\n", 0), Counts(4, 0, 1))
        self.assertEqual(suites.unittest_count("Ran 5 tests in 1s\n\nFAILED (failures=1, errors=1)\n", 1), Counts(3, 2, 0))
        self.assertEqual(suites.unittest_count("Ran 0 tests in 0s\n", 0).failed, 1)
        self.assertEqual(suites.unittest_count("ImportError\n", 1).failed, 1)

    def test_web_tests_are_counted(self):
        self.report.write_text(json.dumps({"numPassedTests": 7, "numFailedTests": 1, "numPendingTests": 2}))
        self.assertEqual(suites.vitest_count(self.report)("", 1), Counts(7, 1, 2))
        self.report.unlink()
        self.assertEqual(suites.vitest_count(self.report)("", 0).failed, 1)

    def test_the_last_sentence_names_skipped_tests_only_when_there_are_some(self):
        self.assertEqual(Counts(3, 0).sentence(), "3 passed, 0 failed")
        self.assertEqual((Counts(3, 0) + Counts(0, 1, 2)).sentence(), "3 passed, 1 failed, 2 skipped")
