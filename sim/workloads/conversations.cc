#include "sim/workloads/conversations.h"

#include <fmt/format.h>

namespace dunlin::workloads {

using namespace std::chrono_literals;

namespace {

constexpr std::string_view kPrefix = "You asked: ";

}  // namespace

Conversations::Conversations(world::World& world, ConversationOptions options)
    : world_(world), options_(options), random_(world.random().next()) {
  for (int i = 0; i < options_.people; ++i) {
    const std::string handle = fmt::format("person{}", i);
    const auto made =
        world_.instagram().people().add_person({.id = handle, .username = handle, .name = handle});
    people_.push_back(*made);
  }
  stranger_ = *world_.instagram().people().add_account({.username = "other.shop"});
}

std::vector<rules::Rule> Conversations::rules() {
  rules::Rule quote;
  quote.name = "quote";
  quote.conditions.keywords.any = {{.text = "question", .kind = rules::MatchKind::word}};
  quote.actions = {rules::Reply{
      .variants = {{.text = std::string(kPrefix) + "{{text}}", .weight = 1, .quick_replies = {}}}}};
  rules::Rule tapped = quote;
  tapped.name = "tapped";
  tapped.trigger = rules::Trigger::postback;
  return {quote, tapped};
}

std::optional<std::string> Conversations::quoted(std::string_view answer) {
  if (!answer.starts_with(kPrefix)) return std::nullopt;
  const std::string_view asked = answer.substr(kPrefix.size());
  return std::string(asked.substr(0, asked.find(kEdited)));
}

void Conversations::start() {
  for (int i = 0; i < options_.messages; ++i) {
    const Duration at{static_cast<std::int64_t>(
        random_.below(static_cast<std::uint64_t>(options_.span.count())))};
    world_.outside_timers().after(at, [this] { act(); });
  }
  if (random_.below(2) == 0) {
    world_.outside_timers().after(options_.span / 3, [this] { ask_and_stop(); });
  }
}

void Conversations::act() {
  ++done_;
  const std::string& person = people_.at(random_.below(people_.size()));
  if (random_.below(100) < 60) {
    write(person);
  } else {
    something_else(person);
  }
}

void Conversations::write(const std::string& person) {
  const std::uint64_t kind = random_.below(100);
  if (kind < 80) return ask(person);
  if (kind < 85 && !stopped_.contains(person)) return say_stop(person);
  Written one;
  one.person = person;
  one.text = fmt::format("remark {}", written_.size());
  say(std::move(one));
}

void Conversations::ask(const std::string& person) {
  Written one;
  one.person = person;
  one.text = fmt::format("question {} of {}", written_.size(), person);
  one.asks = true;
  say(std::move(one));
}

void Conversations::say_stop(const std::string& person) {
  Written one;
  one.person = person;
  one.text = "stop";
  one.stops = true;
  say(std::move(one));
  stopped_.insert(person);
}

void Conversations::say(Written one) {
  one.after_stop = stopped_.contains(one.person);
  one.at = world_.clock().now();
  auto mid = world_.instagram().people().writes(
      {.person = one.person, .ig_id = {}},
      {.text = one.text, .attachments = {}, .reply_to = {}, .quick_reply = {}, .timestamp = {}});
  if (!mid) return;
  one.mid = *mid;
  written_.push_back(std::move(one));
}

void Conversations::ask_while_limited() {
  world_.instagram().faults()["rate_limit"].next = 1;
  ask(people_.at(random_.below(people_.size())));
}

void Conversations::ask_and_stop() {
  const std::string& person = people_.at(random_.below(people_.size()));
  if (stopped_.contains(person)) return;
  world_.instagram().faults()["rate_limit"].next = 1;
  ask(person);
  const Duration thinks = 2s + std::chrono::milliseconds{random_.below(15'000)};
  world_.outside_timers().after(thinks, [this, person] {
    if (!stopped_.contains(person)) say_stop(person);
  });
}

}  // namespace dunlin::workloads
