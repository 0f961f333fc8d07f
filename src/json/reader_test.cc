#include "json/reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dunlin::json {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(JsonReader, hands_out_what_is_there_and_well_formed) {
  const Value body =
      *parse(R"({"name":"x","n":-5,"on":false,"kind":"b","tags":["p","q"],"o":{},"nil":null})");
  Reader in(body);
  EXPECT_EQ(in.text("name", {.min_bytes = 1, .max_bytes = 5}), "x");
  EXPECT_EQ(in.integer("n", -5, 5), -5);
  EXPECT_EQ(in.optional_flag("on"), false);
  EXPECT_EQ(in.choice("kind", {"a", "b"}), "b");
  EXPECT_THAT(in.texts("tags", 2, {}), ElementsAre("p", "q"));
  EXPECT_NE(in.optional_object("o"), nullptr);
  EXPECT_EQ(in.optional_text("nil", {}), std::nullopt);
  EXPECT_EQ(in.optional_value("absent"), nullptr);
  EXPECT_TRUE(in.finish());
}

TEST(JsonReader, names_every_fault_and_gives_the_first_one_its_field) {
  const Value body =
      *parse(R"({"name":"","n":7.5,"kind":"z","tags":["ok",3,"long text"],"extra":1})");
  Reader in(body, "rules[2]");
  in.text("name", {.min_bytes = 1});
  in.integer("n", 0, 9);
  in.choice("kind", {"a", "b"});
  in.texts("tags", 5, {.max_bytes = 4});
  in.text("missing", {});
  const Status status = in.finish();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Code::invalid);
  EXPECT_EQ(status.error().field, "rules[2].name");
  EXPECT_EQ(status.error().id, "input.length");
  EXPECT_EQ(status.error().message,
            "rules[2].name must not be empty; rules[2].n must be a whole number from 0 to 9; "
            "rules[2].kind must be one of a, b; rules[2].tags[1] must be text; "
            "rules[2].tags[2] must have at most 4 bytes; rules[2].missing must be given; "
            "rules[2].extra is not among the fields that are known here.");
}

TEST(JsonReader, calls_a_field_as_people_would) {
  const Value body = *parse(R"({"new_password":"","zone":1})");
  Reader in(body);
  in.text("new_password", {.min_bytes = 1});
  in.text("zone", {});
  in.text("given_name", {});
  const Status status = in.finish();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().field, "new_password");
  EXPECT_EQ(
      status.error().message,
      "The new password must not be empty; the zone must be text; the given name must be given.");
}

TEST(JsonReader, tells_wrong_types_from_wrong_ranges) {
  const Value body =
      *parse(R"({"a":18446744073709551615,"b":"1","c":1e3,"d":[1,2,3],"e":{},"f":1})");
  const auto id = [&](auto read) {
    Reader in(body);
    read(in);
    const Status status = in.finish_lenient();
    return status ? std::string("ok") : status.error().id;
  };
  EXPECT_EQ(id([](Reader& in) { in.integer("a", 0, 9); }), "input.range");
  EXPECT_EQ(id([](Reader& in) { in.integer("b", 0, 9); }), "input.type");
  EXPECT_EQ(id([](Reader& in) { in.integer("c", 0, 9999); }), "input.type");
  EXPECT_EQ(id([](Reader& in) { in.optional_array("d", 2); }), "input.length");
  EXPECT_EQ(id([](Reader& in) { in.optional_text("e", {}); }), "input.type");
  EXPECT_EQ(id([](Reader& in) { in.optional_flag("f"); }), "input.type");
  EXPECT_EQ(id([](Reader& in) { in.optional_object("f"); }), "input.type");
  EXPECT_EQ(id([](Reader& in) { in.choice("g", {"x"}); }), "input.required");
}

TEST(JsonReader, of_something_that_is_no_object_has_one_fault) {
  const Value body = *parse("[1]");
  Reader in(body);
  EXPECT_EQ(in.text("name", {}), "");
  EXPECT_EQ(in.integer("n", 1, 2), 0);
  const Status status = in.finish();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "The document must be an object.");
}

TEST(JsonReader, takes_the_callers_own_faults) {
  const Value body = *parse(R"({"to":"x"})");
  Reader in(body);
  in.text("to", {});
  in.fault("to", "rules.unknown_account", "names no account");
  const Status status = in.finish();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().id, "rules.unknown_account");
  EXPECT_THAT(status.error().message, HasSubstr("to names no account"));
}

TEST(JsonReader, welcomes_unknown_fields_of_others_payloads) {
  const Value body = *parse(R"({"id":"1","new_thing":{}})");
  Reader in(body);
  in.text("id", {});
  EXPECT_TRUE(in.finish_lenient());
}

}  // namespace
}  // namespace dunlin::json
