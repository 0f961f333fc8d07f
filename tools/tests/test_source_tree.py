import unittest

import source_tree


class CodeOnly(unittest.TestCase):
    def test_comments_and_literals_are_blanked_in_place(self):
        text = 'int a; // rand()\nconst char* b = "rand()"; /* x\ny */ int c;\n'
        code = source_tree.code_only(text)
        self.assertEqual(len(code), len(text))
        self.assertNotIn("rand", code)
        self.assertIn("int c;", code)

    def test_raw_strings_escapes_and_digit_separators(self):
        text = 'auto a = R"sql(x " // y)sql"; auto b = "\\""; auto c = 1\'000\'000; auto d = \'"\'; f();'
        code = source_tree.code_only(text)
        self.assertNotIn("//", code)
        self.assertIn("1'000'000", code)
        self.assertTrue(code.endswith("f();"))

    def test_string_literals_know_their_line_and_skip_includes(self):
        text = '#include "base/id.h"\nauto a = "one";\nauto b = R"(two)";\n// "three"\n'
        self.assertEqual([line for line, _ in source_tree.string_literals(text)], [2, 3])


class Functions(unittest.TestCase):
    def lengths(self, text):
        return [last - first + 1 for first, last in source_tree.functions(text)]

    def test_namespaces_types_and_initialisers_are_none(self):
        text = "namespace a {\nstruct B {\n  int c{3};\n};\nenum class D { e };\nconstexpr int f[] = {1, 2};\n}\n"
        self.assertEqual(self.lengths(text), [])

    def test_functions_methods_and_constructors_are_measured(self):
        text = (
            "namespace a {\nint f(int x) {\n  if (x) {\n  }\n  return 1;\n}\n"
            "class B : public C<int> {\n  void g() const noexcept {}\n};\n"
            "B::B(int x) : c_(x) {\n  h({1});\n}\n"
            "auto k() -> std::vector<int> {\n}\n}\n"
        )
        self.assertEqual(self.lengths(text), [5, 1, 3, 2])

    def test_a_default_argument_in_braces_does_not_end_the_head(self):
        self.assertEqual(self.lengths("int f(A a = {}) {\n\n}\n"), [3])

    def test_member_initialisers_in_braces_do_not_hide_the_body(self):
        self.assertEqual(self.lengths("B::B(int x) : a_{x}, b_(2), c_{3} {\n\n}\nint f() {\n}\n"), [3, 2])

    def test_comment_lines_are_those_with_nothing_else(self):
        self.assertEqual(source_tree.comment_lines("// a\nint b; // c\n/* d\n e */\n\n"), 3)
