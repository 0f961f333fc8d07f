#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intake/event.h"

namespace dunlin::intake {
namespace {

/// What most fixtures share and descriptions therefore leave out.
constexpr std::string_view kShop = "17841400000000042";
constexpr std::string_view kAna = "880011000000001";
constexpr std::int64_t kAtMs = 1790000000100;

const std::filesystem::path kFolder = "tests/fixtures/webhooks";

/// An event in one line: its kind, what differs from kShop, kAna and kAtMs, and every field that is
/// not empty.
class Description {
 public:
  explicit Description(std::string_view kind) : text_(kind) {}
  Description& field(std::string_view name, std::string_view value) {
    if (!value.empty()) text_ += fmt::format(" {}={}", name, value);
    return *this;
  }
  Description& flag(std::string_view name, bool set) {
    if (set) text_ += fmt::format(" {}", name);
    return *this;
  }
  Description& unless(std::string_view usual, std::string_view name, std::string_view value) {
    if (value != usual) text_ += fmt::format(" {}={}", name, value.empty() ? "-" : value);
    return *this;
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

void add(Description& out, const Referral& r) {
  out.field("ref", r.ref).field("ad", r.ad_id).field("source", r.source).field("type", r.type);
  out.field("product", r.product_id).field("ad_title", r.ad_title);
}
void add(Description& out, const Message& m) {
  out.field("mid", m.mid).field("text", m.text).field("quick_reply", m.quick_reply_payload);
  out.field("reply_to", m.reply_to_mid);
  for (const Attachment& a : m.attachments) {
    Description attachment(a.type);
    attachment.field("url", a.url).field("title", a.title).field("media", a.media_id);
    out.field("+", attachment.text());
  }
  if (m.reply_to_story) {
    out.field("story", m.reply_to_story->story_id).field("story_url", m.reply_to_story->url);
  }
  if (m.referral) add(out, *m.referral);
  out.flag("self", m.is_self).flag("unsupported", m.is_unsupported);
}
void add(Description& out, const MessageDeleted& m) {
  out.field("mid", m.mid);
}
void add(Description& out, const MessageEdited& m) {
  out.field("mid", m.mid).field("text", m.text).field("edit", std::to_string(m.num_edit));
}
void add(Description& out, const Reaction& r) {
  out.field("mid", r.mid).field("reaction", r.reaction).field("emoji", r.emoji);
  out.flag("removed", r.removed);
}
void add(Description& out, const Postback& p) {
  out.field("mid", p.mid).field("title", p.title).field("payload", p.payload);
  if (p.referral) add(out, *p.referral);
  out.flag("self", p.is_self);
}
void add(Description& out, const Seen& s) {
  out.field("mid", s.mid);
}
void add(Description& out, const ReferralOpened& r) {
  add(out, r.referral);
}
void add(Description& out, const OptIn& o) {
  out.field("type", o.type).field("payload", o.payload).field("token", o.token);
}
void add(Description& out, const Handover& h) {
  out.field("what", h.kind).field("previous", h.previous_owner_app_id);
  out.field("new", h.new_owner_app_id).field("metadata", h.metadata);
}
void add(Description& out, const Comment& c) {
  out.field("id", c.comment_id).field("parent", c.parent_id).field("text", c.text);
  out.field("by", c.from_id).field("name", c.from_username).field("media", c.media_id);
  out.field("product", c.media_product_type).field("ad", c.ad_id);
}
void add(Description& out, const Mention& m) {
  out.field("media", m.media_id).field("comment", m.comment_id);
}
void add(Description& out, const StoryInsights& s) {
  out.field("media", s.media_id).field("json", s.json);
}
void add(Description& out, const Unknown& u) {
  out.field("kind", u.kind).field("json", u.json);
}

std::string describe(const Event& event) {
  Description out(event.kind());
  out.unless(kShop, "account", event.account_ig_id);
  out.unless(kAna, "from", event.sender_id).unless(kShop, "to", event.recipient_id);
  out.unless(std::to_string(kAtMs), "at", event.at ? std::to_string(to_ms(*event.at)) : "");
  out.flag("standby", event.standby).flag("test", event.dashboard_test);
  std::visit([&out](const auto& payload) { add(out, payload); }, event.payload);
  return out.text();
}

std::string read_file(const std::filesystem::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

using Expected = std::map<std::string, std::vector<std::string>>;

/// expected.txt: the name of a fixture on a line of its own, then one indented line an event.
Expected read_expected() {
  Expected table;
  std::istringstream in(read_file(kFolder / "expected.txt"));
  std::vector<std::string>* row = nullptr;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("  ") && row != nullptr) {
      row->push_back(line.substr(2));
    } else {
      row = &table[line];
    }
  }
  return table;
}

const Expected& expected() {
  static const Expected table = read_expected();
  return table;
}

std::vector<std::string> decoded_fixture(const std::string& name) {
  const Decoded decoded = decode(read_file(kFolder / (name + ".json")));
  std::vector<std::string> lines;
  if (!decoded.undecodable.empty()) lines.push_back("undecodable: " + decoded.undecodable);
  for (const Event& event : decoded.events) lines.push_back(describe(event));
  return lines;
}

std::vector<std::string> fixture_names() {
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(kFolder)) {
    if (file.path().extension() == ".json") names.push_back(file.path().stem());
  }
  std::ranges::sort(names);
  return names;
}

class Fixture : public ::testing::TestWithParam<std::string> {};

TEST_P(Fixture, decodes_to_what_the_table_says) {
  const auto row = expected().find(GetParam());
  ASSERT_NE(row, expected().end()) << "the table has no row for this file";
  EXPECT_THAT(decoded_fixture(GetParam()), ::testing::ElementsAreArray(row->second));
}

INSTANTIATE_TEST_SUITE_P(Webhooks, Fixture, ::testing::ValuesIn(fixture_names()),
                         [](const auto& row) { return row.param; });

TEST(Fixtures, every_row_of_the_table_has_its_file) {
  for (const auto& [name, lines] : expected()) {
    EXPECT_TRUE(std::filesystem::exists(kFolder / (name + ".json"))) << name;
  }
}

}  // namespace
}  // namespace dunlin::intake
