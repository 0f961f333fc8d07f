import pathlib
import unittest

import check_layers

RULES = """
order = [["main"], ["server", "cli"], ["rules"], ["db", "net"], ["base"]]
sees_all = ["sim", "tests"]
[seen_by]
cli = ["sim/instagram"]
[neighbours]
cli = ["server"]
[private]
headers = ["store*.h"]
[adapters.sqlite]
headers = ["sqlite3.h"]
files = ["sqlite_*.cc"]
[leaves.NodeScope]
files = ["src/db/*"]
never = ["*/http*.cc"]
"""


class Includes(unittest.TestCase):
    def setUp(self):
        self.layers = check_layers.Layers(RULES)

    def faults(self, path, include):
        return check_layers.check_file(self.layers, pathlib.Path(path), f"#pragma once\n#include {include}\n")

    def test_downward_own_and_named_neighbours_pass(self):
        for path, include in [
            ("src/rules/a.cc", '"db/db.h"'),
            ("src/rules/a.cc", '"rules/store.h"'),
            ("src/cli/a.cc", '"server/server.h"'),
            ("src/cli/a.cc", '"sim/instagram/server.h"'),
            ("src/main.cc", '"cli/cli.h"'),
            ("src/rules/a_test.cc", '"tests/storage/testing_database.h"'),
            ("src/db/sqlite_tx.cc", "<sqlite3.h>"),
            ("src/db/a.cc", "<vector>"),
        ]:
            with self.subTest(path=path, include=include):
                self.assertEqual(self.faults(path, include), [])

    def test_everything_else_fails_with_its_line(self):
        for path, include, words in [
            ("src/db/a.cc", '"rules/rules.h"', "downward only"),
            ("src/db/a.cc", '"net/net.h"', "downward only"),
            ("src/server/a.cc", '"cli/cli.h"', "downward only"),
            ("src/cli/a.cc", '"rules/store.h"', "private to rules"),
            ("src/rules/a.cc", '"sim/world/world.h"', "nothing in src/ may see"),
            ("src/cli/a.cc", '"sim/world/world.h"', "nothing in src/ may see"),
            ("src/rules/a.cc", '"rules.h"', "write the folder"),
            ("src/rules/a.cc", '"nobody/x.h"', "no line in"),
            ("src/rules/store.cc", "<sqlite3.h>", "sqlite adapter"),
        ]:
            with self.subTest(path=path, include=include):
                found = self.faults(path, include)
                self.assertEqual(len(found), 1)
                self.assertIn(words, found[0])
                self.assertTrue(found[0].startswith(f"{path}:2:"))

    def test_a_folder_without_a_line_fails(self):
        self.assertIn("no line", self.faults("src/nobody/a.cc", "<vector>")[0])

    def test_edges_of_the_build_follow_the_layers(self):
        good = "dunlin_folder(src/rules USES db net LIBS x TEST_USES storage_testing)\ndunlin_folder(src/cli USES server instagram)"
        self.assertEqual(check_layers.check_edges(self.layers, good), [])
        self.assertEqual(len(check_layers.check_edges(self.layers, "dunlin_folder(src/db USES rules)")), 1)

    def test_a_leave_is_named_only_where_it_may_be(self):
        for path, count in [
            ("src/db/a.cc", 0),
            ("src/db/http.cc", 1),
            ("src/rules/a.cc", 1),
            ("src/rules/a_test.cc", 0),
        ]:
            with self.subTest(path):
                text = "Status f(const NodeScope&);  // NodeScope\n"
                self.assertEqual(len(check_layers.check_leaves(self.layers, pathlib.Path(path), text)), count)
