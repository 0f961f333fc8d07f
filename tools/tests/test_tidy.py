import pathlib
import unittest

import check_tidy
import tidy_rules


def rules_that_fail(path, text, ratchet=None):
    found = check_tidy.check_file(pathlib.Path(path), text, ratchet or {})
    return {name for name, rows in found.items() if rows}


class Bans(unittest.TestCase):
    def test_clock_chance_threads_and_environment_are_found(self):
        for code in [
            "auto t = std::chrono::steady_clock::now();",
            "std::this_thread::sleep_for(1s);",
            "std::random_device d;",
            "int a = rand();",
            "auto t = time(nullptr);",
            'auto e = std::getenv("X");',
            "std::thread t(f);",
            "auto f = std::async(g);",
            "std::unordered_map<int, int> m;",
        ]:
            with self.subTest(code):
                self.assertEqual(rules_that_fail("src/rules/a.cc", code + "\n"), {"bans"})
                self.assertEqual(rules_that_fail("src/db/sqlite_a.cc", code + "\n"), set())
                self.assertEqual(rules_that_fail("sim/world/a.cc", code + "\n"), set())

    def test_words_that_only_look_alike_pass(self):
        for code in ["auto t = clock.now();", "event_time(x);", "x.time();", "co_await sleep(timers, d);", "// rand()"]:
            with self.subTest(code):
                self.assertEqual(rules_that_fail("src/rules/a.cc", code + "\n"), set())

    def test_a_cache_may_be_unordered(self):
        self.assertEqual(rules_that_fail("src/rules/snapshot_cache.cc", "std::unordered_map<int, int> m;\n"), set())

    def test_tests_neither_sleep_nor_roll_dice(self):
        self.assertEqual(rules_that_fail("src/rules/a_test.cc", "sleep_for(1s);\n"), {"bans", "tests"})
        self.assertEqual(rules_that_fail("src/rules/a_test.cc", "std::random_device d;\n"), {"bans"})
        self.assertEqual(rules_that_fail("src/rules/a_test.cc", "std::thread t(f);\n"), set())


class Sizes(unittest.TestCase):
    def test_a_file_may_have_500_lines_and_no_more(self):
        self.assertEqual(rules_that_fail("src/a/a.cc", "int a;\n" * 500), set())
        self.assertEqual(rules_that_fail("src/a/a.cc", "int a;\n" * 501), {"sizes"})
        self.assertEqual(rules_that_fail("web/src/a.svelte", "<p />\n" * 251), {"sizes"})

    def test_a_function_may_have_70_lines_and_no_more(self):
        self.assertEqual(rules_that_fail("src/a/a.cc", "void f() {\n" + "g();\n" * 68 + "}\n"), set())
        self.assertEqual(rules_that_fail("src/a/a.cc", "void f() {\n" + "g();\n" * 69 + "}\n"), {"sizes"})

    def test_the_ratchet_only_goes_down(self):
        text = "int a;\n" * 600
        self.assertEqual(rules_that_fail("src/a/a.cc", text, {"src/a/a.cc": 600}), set())
        self.assertEqual(rules_that_fail("src/a/a.cc", text, {"src/a/a.cc": 599}), {"sizes"})
        self.assertEqual(rules_that_fail("src/a/a.cc", text, {"src/a/a.cc": 601}), {"sizes"})
        self.assertEqual(check_tidy.read_ratchet("# why\n600 src/a/a.cc\n"), {"src/a/a.cc": 600})


class Sql(unittest.TestCase):
    def test_sql_stands_in_store_files_only(self):
        text = 'tx.query("SELECT id FROM contact WHERE id = $1");\n'
        self.assertEqual(rules_that_fail("src/contacts/http.cc", text), {"SQL"})
        self.assertEqual(rules_that_fail("src/contacts/store.cc", text), set())
        self.assertEqual(rules_that_fail("src/contacts/http.cc", 'say("select one from the list");\n'), {"SQL"})
        self.assertEqual(rules_that_fail("src/contacts/http.cc", 'say("choose one of the list");\n'), set())

    def test_what_one_engine_does_not_know_is_found(self):
        for where in ["name LIKE $1", "at < now()", "id = $1::bigint", "open = TRUE"]:
            with self.subTest(where):
                text = f'auto q = R"(SELECT id\n FROM contact WHERE {where})";\n'
                self.assertEqual(rules_that_fail("src/contacts/store.cc", text), {"SQL"})


class Others(unittest.TestCase):
    def test_a_header_begins_with_pragma_once(self):
        self.assertEqual(rules_that_fail("src/a/a.h", "int a;\n"), {"headers"})
        self.assertEqual(rules_that_fail("src/a/a.h", "#pragma once\n"), set())

    def test_co_await_is_linted(self):
        self.assertEqual(rules_that_fail("src/a/a.cc", "if (co_await f()) g();\n"), {"co_await"})

    def test_tests_are_not_switched_off_and_do_not_wait(self):
        self.assertEqual(rules_that_fail("src/a/a_test.cc", "TEST(A, DISABLED" + "_b) {}\n"), {"tests"})
        self.assertEqual(rules_that_fail("web/src/a.test.ts", "it.only('x', f);\n"), {"tests"})
        self.assertEqual(rules_that_fail("tests/e2e/a.spec.ts", "await page.waitForTimeout(5);\n"), {"tests"})
        self.assertEqual(rules_that_fail("tests/steps/20-a", "#!/bin/bash\nsleep 1\n"), {"tests"})

    def test_notes_to_oneself_and_machine_paths_are_found(self):
        self.assertEqual(rules_that_fail("src/a/a.cc", "// TO" + "DO later\n"), {"finished"})
        self.assertEqual(rules_that_fail("docs/a.md", "see /ho" + "me/me/x\n"), {"finished"})
        self.assertEqual(rules_that_fail("docs/a.md", "GET /api/v1/workspaces/home/x\n"), set())

    def test_the_list_of_rules_is_what_is_documented(self):
        self.assertEqual(list(tidy_rules.RULES), ["bans", "co_await", "SQL", "headers", "tests", "finished"])

    def test_figures_are_reported(self):
        words = check_tidy.figures(["// a\nint f() {\n}\n"])
        self.assertIn("median 3 lines", words)
        self.assertIn("33 %", words)
