import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "dev"))
import guide  # noqa: E402
import prove  # noqa: E402
import sim_bugs  # noqa: E402

TEXT = """Before.

<!-- proved: made by x -->

| a | b |
| --- | --- |
| 1 | 2 |

<!-- proved ends -->

After.
"""


class Guide(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.guide = pathlib.Path(folder.name) / "guide.md"
        self.guide.write_text(TEXT)

    def test_a_table_is_replaced_where_it_stands_and_reads_back(self):
        guide.write("proved", ["a", "b"], [["3", "4"], ["5", "\\6"]], self.guide)
        self.assertEqual(guide.read("proved", self.guide), [["3", "4"], ["5", "\\6"]])
        text = self.guide.read_text()
        self.assertTrue(text.startswith("Before.\n\n<!-- proved: made by x -->\n"))
        self.assertTrue(text.endswith("<!-- proved ends -->\n\nAfter.\n"))

    def test_a_guide_without_the_place_is_refused(self):
        with self.assertRaises(SystemExit):
            guide.read("another", self.guide)


class Totals(unittest.TestCase):
    def test_what_is_proved_adds_up(self):
        totals = prove.Totals([])
        totals.add("seeds", 10_000, 0, "abc, 2026-01-01")
        again = prove.Totals(totals.table())
        again.add("seeds", 500, 2, "def, 2026-01-02")
        again.add("fuzz", 1.5, 0, "def, 2026-01-02")
        self.assertEqual(again.done("seeds"), 10_500)
        self.assertEqual(again.table()[0],
                         ["seeds of the simulation", "10,500", "2", "500 at def, 2026-01-02"])
        self.assertEqual(dict((row[0], row[1]) for row in again.table())[prove.PROOFS["fuzz"]], "1.5")

    def test_every_proof_has_its_words_and_its_command(self):
        self.assertEqual(list(prove.PROOFS), list(prove.RUN))

    def test_a_run_that_says_nothing_counts_as_failed(self):
        self.assertEqual(prove.counted("7 passed, 1 failed\n"), (7, 1))
        self.assertEqual(prove.counted("aborted\n"), (0, 1))


class PlantedBugs(unittest.TestCase):
    def test_each_is_a_switch_in_the_file_that_is_named(self):
        found = sim_bugs.bugs()
        self.assertGreaterEqual(len(found), 24)
        for name, file, words in found:
            with self.subTest(name):
                self.assertIn(f"DUNLIN_BUG_{name}", (guide.ROOT / file).read_text())
                self.assertTrue(words)

    def test_the_first_sentence_of_the_first_failure_is_the_verdict(self):
        output = "seed 7: 2 faults found\n  switched on: x\n  R2: twice\n  R3: open\nseed 9: 1 faults found\n  R1: gone\n"
        self.assertEqual(sim_bugs.verdict(output), (7, "R2: twice"))
        self.assertIsNone(sim_bugs.verdict("100 passed, 0 failed\n"))


if __name__ == "__main__":
    unittest.main()
