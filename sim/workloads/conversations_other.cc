#include <array>

#include <fmt/format.h>

#include "sim/workloads/conversations.h"

namespace dunlin::workloads {
namespace {

instagram::Draft with_attachment(std::string_view type) {
  instagram::Draft draft;
  draft.attachments.push_back({.type = std::string(type), .url = {}, .title = {}});
  return draft;
}

}  // namespace

void Conversations::something_else(const std::string& person) {
  const std::uint64_t kind = random_.below(20);
  if (kind < 7) return send_something(person, kind);
  if (kind < 10) return ask_otherwise(person, kind - 7);
  change_something(person, kind % 5);
}

void Conversations::send_something(const std::string& person, std::uint64_t kind) {
  auto people = world_.instagram().people();
  const instagram::Between who{.person = person, .ig_id = {}};
  constexpr std::array<std::string_view, 7> types{"image",     "video",       "ig_reel", "ig_post",
                                                  "ephemeral", "unsupported", "share"};
  switch (kind) {
    case 0:
      return (void)people.reads(who);
    case 1:
      return (void)people.writes(who, with_attachment(types.at(random_.below(types.size()))));
    case 2:
      return (void)people.mentions_in_story(who, "");
    case 3:
      return (void)people.opens_link(who, fmt::format("ref-{}", done_), "");
    case 4:
      return (void)people.comments(
          who, {.text = fmt::format("comment {}", done_), .media_id = {}, .parent_id = {}});
    case 5:
      return (void)people.account_writes(who, fmt::format("the owner's own words {}", done_));
    default:
      return (void)people.writes({.person = person, .ig_id = stranger_},
                                 {.text = fmt::format("to another shop {}", done_)});
  }
}

void Conversations::ask_otherwise(const std::string& person, std::uint64_t kind) {
  auto people = world_.instagram().people();
  const instagram::Between who{.person = person, .ig_id = {}};
  Written one;
  one.person = person;
  one.text = fmt::format("question {} of {}", written_.size(), person);
  one.asks = true;
  one.after_stop = stopped_.contains(person);
  one.at = world_.clock().now();
  Result<std::string> mid = std::string();
  if (kind == 0) {
    mid = people.replies_to_story(who, one.text, "");
  } else if (kind == 1) {
    mid = people.taps(who, one.text, "TAPPED");
  } else {
    mid = people.writes(who, {.text = one.text, .quick_reply = "QUICK"});
  }
  if (!mid) return;
  one.mid = *mid;
  written_.push_back(std::move(one));
}

void Conversations::change_something(const std::string& person, std::uint64_t kind) {
  auto people = world_.instagram().people();
  const instagram::Between who{.person = person, .ig_id = {}};
  std::vector<Written*> own;
  for (Written& one : written_) {
    if (one.person == person && !one.unsent) own.push_back(&one);
  }
  if (own.empty()) return;
  Written& chosen = *own.at(random_.below(own.size()));
  if (kind == 0) {
    (void)people.reacts(who, chosen.mid, "love", "");
    on_second_thought([this, person, mid = chosen.mid] {
      (void)world_.instagram().people().reacts({.person = person, .ig_id = {}}, mid, "haha", "");
    });
  } else if (kind == 1) {
    (void)people.unreacts(who, chosen.mid);
  } else if (kind == 2) {
    if (people.unsends(who, chosen.mid)) chosen.unsent = true;
  } else {
    (void)people.edits(who, chosen.mid, fmt::format("{}{}", chosen.text, kEdited));
    on_second_thought([this, person, mid = chosen.mid, text = chosen.text] {
      (void)world_.instagram().people().edits({.person = person, .ig_id = {}}, mid,
                                              fmt::format("{}{} again", text, kEdited));
    });
  }
}

void Conversations::on_second_thought(std::function<void()> change) {
  if (random_.below(2) == 0) return;
  const Duration thinks = std::chrono::milliseconds{1 + random_.below(2'000)};
  world_.outside_timers().after(thinks, std::move(change));
}

}  // namespace dunlin::workloads
