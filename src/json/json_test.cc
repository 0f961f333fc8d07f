#include "json/json.h"

#include <fstream>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/utf8.h"

namespace dunlin::json {
namespace {

using ::testing::HasSubstr;

std::string id_of(const Result<Value>& result) {
  return result ? "ok" : result.error().id;
}

constexpr std::string_view kAllowed[] = {"null",
                                         "true",
                                         "false",
                                         "0",
                                         "-0",
                                         "-0.0",
                                         "1e5",
                                         "1E+5",
                                         "1.5e-3",
                                         "\"\"",
                                         "[]",
                                         "{}",
                                         " [ ] ",
                                         "\t\r\n{ }\n",
                                         "[[],[[]]]",
                                         R"({"":0})",
                                         R"("\u0000")",
                                         R"("\/\b\f\n\r\t\"\\")",
                                         R"("\ud83d\ude42")",
                                         R"("\uD83D\uDE42")",
                                         "\"\xf4\x8f\xbf\xbf\"",
                                         "\"\x7f\"",
                                         "\"\xef\xbf\xbe\"",
                                         R"({"a":1,"A":2})",
                                         "[1,2,3]",
                                         "1e-400",
                                         "123456789012345678901234567890"};

TEST(JsonParse, accepts_what_the_standard_allows) {
  for (const std::string_view text : kAllowed) {
    EXPECT_EQ(id_of(parse(text)), "ok") << text;
  }
}

constexpr std::string_view kForbidden[] = {"",
                                           " ",
                                           "nul",
                                           "nulll",
                                           "True",
                                           "TRUE",
                                           "NaN",
                                           "Infinity",
                                           "-",
                                           "+1",
                                           "01",
                                           "-01",
                                           "1.",
                                           ".5",
                                           "1e",
                                           "1e+",
                                           "0x1",
                                           "1_000",
                                           "--1",
                                           "1 2",
                                           "[",
                                           "]",
                                           "[1",
                                           "[1,",
                                           "[1,]",
                                           "[,1]",
                                           "[1 2]",
                                           "[,]",
                                           "{",
                                           "}",
                                           "{,}",
                                           R"({"a"})",
                                           R"({"a":})",
                                           R"({"a":1,})",
                                           R"({"a" 1})",
                                           R"({a:1})",
                                           R"({'a':1})",
                                           R"({1:1})",
                                           R"({"a":1 "b":2})",
                                           R"({"a":1}})",
                                           "[]]",
                                           "[]x",
                                           "\"",
                                           "\"a",
                                           R"("\x")",
                                           R"("\u12")",
                                           R"("\u12G4")",
                                           R"("\U0041")",
                                           R"("\)",
                                           "\"\n\"",
                                           "\"\t\"",
                                           "\"\x1f\"",
                                           R"("\ud83d")",
                                           R"("\ud83d\u0041")",
                                           R"("\ude42")",
                                           R"("\ud83dx")",
                                           "\"\x80\"",
                                           "\"\xc0\xaf\"",
                                           "\"\xe0\x80\x80\"",
                                           "\"\xed\xa0\x80\"",
                                           "\"\xf4\x90\x80\x80\"",
                                           "\"\xf5\x80\x80\x80\"",
                                           "\"\xc3\"",
                                           "\"\xff\"",
                                           "\xef\xbb\xbf[]",
                                           "/**/1",
                                           "1//",
                                           "[1]#",
                                           "1e400",
                                           "-1e999",
                                           "\xc2\xa0"
                                           "1",
                                           "\f1",
                                           "'a'",
                                           "undefined",
                                           "{\"a\":1,\"b\"}"};

TEST(JsonParse, refuses_what_the_standard_does_not_allow) {
  for (const std::string_view text : kForbidden) {
    EXPECT_EQ(id_of(parse(text)), "json.syntax") << text;
  }
  EXPECT_EQ(id_of(parse(std::string_view("1\0", 2))), "json.syntax");
  EXPECT_EQ(id_of(parse(std::string_view("\"a\0\"", 4))), "json.syntax");
}

TEST(JsonParse, says_where_the_text_goes_wrong) {
  const auto result = parse(R"({"entry":[{"id":"1"},{"id":nope}]})");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().field, "entry[1].id");
  EXPECT_THAT(result.error().message, HasSubstr("at byte 27"));
}

TEST(JsonParse, refuses_the_same_key_twice_in_one_object_only) {
  const auto twice = parse(R"([{"a":{"b":1,"\u0062":2}}])");
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().id, "json.duplicate_key");
  EXPECT_EQ(twice.error().field, "[0].a.b");
  EXPECT_TRUE(parse(R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}]})"));
}

TEST(JsonParse, bounds_depth) {
  const Limits limits{.max_depth = 3, .max_nodes = 100};
  EXPECT_TRUE(parse("[[[1]]]", limits));
  EXPECT_TRUE(parse(R"({"a":[{}]})", limits));
  EXPECT_EQ(id_of(parse("[[[[]]]]", limits)), "json.too_deep");
  EXPECT_EQ(id_of(parse(R"([{"a":{"b":[]}}])", limits)), "json.too_deep");
  EXPECT_TRUE(parse("1", {.max_depth = 0, .max_nodes = 1}));
}

TEST(JsonParse, bounds_the_number_of_values) {
  const Limits limits{.max_depth = 8, .max_nodes = 4};
  EXPECT_TRUE(parse("[1,2,3]", limits));
  EXPECT_EQ(id_of(parse("[1,2,3,4]", limits)), "json.too_many_values");
  EXPECT_EQ(id_of(parse("[[],[],[],[]]", limits)), "json.too_many_values");
}

long resident_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stol(line.substr(6));
  }
  return 0;
}

TEST(JsonParse, holds_against_hostile_sizes_with_little_memory) {
  const std::string deep_arrays(100'000, '[');
  std::string deep_objects;
  for (int i = 0; i < 100'000; ++i) deep_objects += R"({"a":)";
  const std::string digits(10'000'000, '7');
  const std::string fraction = "0." + digits;
  const long before_kib = resident_kib();
  EXPECT_EQ(id_of(parse(deep_arrays)), "json.too_deep");
  EXPECT_EQ(id_of(parse(deep_objects)), "json.too_deep");
  EXPECT_EQ(id_of(parse(digits)), "json.syntax");
  const auto parsed = parse(fraction);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->as_double(), 7.0 / 9);
  EXPECT_LE(resident_kib() - before_kib, 16 * 1024);
}

TEST(JsonParse, keeps_whole_numbers_exact_over_the_full_range) {
  EXPECT_EQ(parse("9223372036854775807")->as_int64(), INT64_MAX);
  EXPECT_EQ(parse("-9223372036854775808")->as_int64(), INT64_MIN);
  EXPECT_EQ(parse("9223372036854775808")->as_uint64(), 9223372036854775808U);
  EXPECT_EQ(parse("18446744073709551615")->as_uint64(), UINT64_MAX);
  EXPECT_EQ(parse("18446744073709551616")->as_double(), 18446744073709551616.0);
  EXPECT_EQ(parse("-9223372036854775809")->as_double(), -9223372036854775808.0);
}

TEST(JsonParse, reads_doubles_to_the_nearest) {
  EXPECT_EQ(parse("0.1")->as_double(), 0.1);
  EXPECT_EQ(parse("2.2250738585072011e-308")->as_double(), 2.2250738585072011e-308);
  EXPECT_EQ(parse("8.41e21")->as_double(), 8.41e21);
  EXPECT_EQ(parse("9007199254740993.0")->as_double(), 9007199254740992.0);
  EXPECT_EQ(parse("1e-400")->as_double(), 0.0);
  EXPECT_EQ(parse("1.7976931348623157e308")->as_double(), std::numeric_limits<double>::max());
}

TEST(JsonParse, joins_long_and_escaped_texts) {
  const std::string plain(100'000, 'x');
  const auto value =
      parse("{\"" + plain + "\\u0041\":\"" + plain + "\\ud83d\\ude42" + plain + "\"}");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->at(plain + "A").as_string(), plain + "\xf0\x9f\x99\x82" + plain);
}

TEST(JsonPrint, writes_the_shortest_form_that_reads_back) {
  EXPECT_EQ(print(Value(1.0)), "1.0");
  EXPECT_EQ(print(Value(0.1)), "0.1");
  EXPECT_EQ(print(Value(1e300)), "1e+300");
  EXPECT_EQ(print(Value(std::numeric_limits<double>::infinity())), "null");
  EXPECT_EQ(print(Object{{"a", Array{1, nullptr, true}}, {"b", ""}}),
            R"({"a":[1,null,true],"b":""})");
  EXPECT_EQ(print(Value(boost::json::string("\"\\/\b\f\n\r\t\x01\x7f\0z", 12))),
            "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\x7f\\u0000z\"");
}

TEST(JsonPrint, escapes_non_ascii_as_meta_signs_it) {
  EXPECT_EQ(print_ascii(Value("Olá 🙂")), "\"Ol\\u00e1 \\ud83d\\ude42\"");
  EXPECT_EQ(print_ascii(Object{{"سلام", "\xef\xbf\xbd"}}),
            "{\"\\u0633\\u0644\\u0627\\u0645\":\"\\ufffd\"}");
  EXPECT_EQ(print(Value("Olá 🙂")), "\"Olá 🙂\"");
}

TEST(JsonPrint, repairs_text_that_is_not_utf8) {
  EXPECT_EQ(print(Value("a\xffz")), "\"a\xef\xbf\xbdz\"");
  EXPECT_EQ(print_ascii(Value("a\xc3")), "\"a\\ufffd\"");
}

rc::Gen<std::string> any_text() {
  return rc::gen::map(rc::gen::arbitrary<std::string>(),
                      [](std::string raw) { return utf8::valid(raw) ? raw : utf8::repaired(raw); });
}

Value any_value(int depth) {
  switch (*rc::gen::inRange(0, depth > 0 ? 8 : 6)) {
    case 0:
      return nullptr;
    case 1:
      return *rc::gen::arbitrary<bool>();
    case 2:
      return *rc::gen::arbitrary<std::int64_t>();
    case 3:
      return UINT64_MAX - *rc::gen::inRange<std::uint64_t>(0, 1000);
    case 4:
      return *rc::gen::suchThat<double>([](double d) { return std::isfinite(d); });
    case 5:
      return Value(*any_text());
    case 6: {
      Array array;
      for (int i = *rc::gen::inRange(0, 5); i > 0; --i) array.push_back(any_value(depth - 1));
      return array;
    }
    default: {
      Object object;
      for (int i = *rc::gen::inRange(0, 5); i > 0; --i) object[*any_text()] = any_value(depth - 1);
      return object;
    }
  }
}

RC_GTEST_PROP(JsonRoundTrip, what_is_printed_reads_back_equal, ()) {
  const Value value = any_value(4);
  const auto utf8_form = parse(print(value));
  const auto ascii_form = parse(print_ascii(value));
  RC_ASSERT(utf8_form.ok());
  RC_ASSERT(ascii_form.ok());
  RC_ASSERT(*utf8_form == value);
  RC_ASSERT(*ascii_form == value);
}

RC_GTEST_PROP(JsonRoundTrip, no_bytes_crash_the_parser_and_accepted_ones_are_stable,
              (std::string bytes)) {
  const auto first = parse(bytes);
  if (!first) return;
  const auto second = parse(print(*first));
  RC_ASSERT(second.ok());
  RC_ASSERT(*second == *first);
}

}  // namespace
}  // namespace dunlin::json
