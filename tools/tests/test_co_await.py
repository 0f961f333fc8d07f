import unittest

import co_await


def first_fault(statement):
    found = co_await.faults("Task<int> f() {\n  " + statement + "\n}\n")
    return found[0] if found else None


class AllowedShapes(unittest.TestCase):
    def test_the_three_shapes_pass(self):
        for statement in [
            "auto x = co_await f(named, values);",
            "co_await f();",
            "co_return co_await f(rows[i], a->b);",
            "const auto& x = co_await f();",
            "auto [a, b] = co_await f();",
            "const Executor home = co_await asio::this_coro::executor;",
            "std::vector<std::pair<int, A>> x = co_await f();",
            "if (ready) co_await f();",
            "for (int i = 0; i < 3; ++i) co_await f();",
            "case Kind::text: co_await f();",
            "auto wake = co_await done->wait(std::chrono::seconds{30});",
            "// if (co_await f()) would be wrong",
            'log("if (co_await f())");',
            "auto operator co_await() const;",
        ]:
            with self.subTest(statement):
                self.assertIsNone(first_fault(statement))

    def test_what_surrounds_a_good_statement_does_not_matter(self):
        text = "const auto work = [&](Tx& tx) { return a ? b : c; };\nauto x = co_await db.write(work);\nreturn {1};"
        self.assertEqual(co_await.faults(text), [])


class ForbiddenShapes(unittest.TestCase):
    def test_each_shape_that_a_compiler_gets_wrong_is_found(self):
        for statement, word in [
            ("if (co_await f()) co_return 1;", "condition"),
            ("if (auto v = co_await f(); v) g();", "condition"),
            ("if (!co_await f()) co_return;", "condition"),
            ("while (co_await f()) { co_return 9; }", "condition"),
            ("switch (co_await f()) { case 3: co_return 1; }", "condition"),
            ("co_await g(Agg{.a = 1});", "braces"),
            ("co_await g({1, 2});", "braces"),
            ("co_await g([t]() -> Task<int> { co_return t; });", "lambda"),
            ("co_await g(yes ? a : b);", "?:"),
            ("int x = yes ? co_await f() : 7;", "may only follow"),
            ("auto x = (co_await f()).value();", "may only follow"),
            ("use(co_await f());", "may only follow"),
            ("auto x = co_await f(), y = co_await g();", "two co_await"),
        ]:
            with self.subTest(statement):
                fault = first_fault(statement)
                self.assertIsNotNone(fault)
                self.assertIn(word, fault[1])

    def test_the_line_is_that_of_the_co_await(self):
        self.assertEqual(co_await.faults("a();\nb();\nif (co_await f()) c();\n")[0][0], 3)

    def test_a_long_name_takes_no_time(self):
        self.assertIsNotNone(first_fault("a" * 5000 + "(co_await f());"))


class CapturingLambdas(unittest.TestCase):
    def test_a_coroutine_that_captures_is_found(self):
        for text in [
            "spawn([this]() -> Task<void> { co_await f(); });",
            "spawn([&] { co_return; });",
            "auto g = [x = std::move(y)](int a, B b = {}) mutable -> Task<int> {\n  co_return x;\n};",
        ]:
            with self.subTest(text):
                self.assertEqual([line for line, _ in co_await.lambda_faults(text)], [1])

    def test_other_lambdas_attributes_and_subscripts_pass(self):
        for text in [
            "spawn([]() -> Task<void> { co_await f(); });",
            "auto g = [x](Tx& tx) { return x; };\nco_await db.write(g);",
            "[[nodiscard]] Task<int> f() { co_return 1; }",
            "Task<int> f() { for (auto& [a, b] : map) { g(a[1]); } co_return 1; }",
            "auto g = [x] { return [](int y) -> Task<int> { co_return y; }; };",
        ]:
            with self.subTest(text):
                self.assertEqual(co_await.lambda_faults(text), [])
