#include "server/demo_world.h"

#include <algorithm>

#include <fmt/format.h>

namespace dunlin::server {
namespace {

using conversations::Direction;
using conversations::Owner;
using conversations::Source;

/// So many conversations go on at once; an old one is seldom taken up again.
constexpr std::size_t kActive = 400;
constexpr std::int64_t kMessagesOfOne = 10;

const DemoTexts& texts_of(const DemoConversation& conversation) {
  return conversation.person.language == "fa" ? persian_demo() : english_demo();
}

}  // namespace

const std::vector<DemoLabel>& demo_labels() {
  static const std::vector<DemoLabel> labels{{"VIP", "purple"},
                                             {"Wholesale", "blue"},
                                             {"Return", "orange"},
                                             {"Waiting for stock", "yellow"},
                                             {"پیگیری", "green"}};
  return labels;
}

DemoWorld::DemoWorld(std::uint64_t seed, std::int64_t messages, Instant from, Instant to)
    : state_(seed * 0x9E3779B97F4A7C15ULL + 1),
      messages_(messages),
      from_(from),
      step_(std::max(Duration{1000}, (to - from) / std::max<std::int64_t>(messages, 1))) {}

std::uint64_t DemoWorld::draw() {
  state_ += 0x9E3779B97F4A7C15ULL;
  std::uint64_t value = state_;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
  return value ^ (value >> 31);
}

DemoConversation& DemoWorld::begin_one(Instant at) {
  DemoConversation one;
  one.number = static_cast<std::int64_t>(conversations_.size()) + 1;
  one.created_at = at;
  const DemoTexts& texts = chance(35) ? persian_demo() : english_demo();
  one.person.language = texts.language;
  one.person.name = fmt::format("{} {}", texts.given_names[below(texts.given_names.size())],
                                texts.family_names[below(texts.family_names.size())]);
  one.person.username = fmt::format("guest.{}", one.number);
  one.person.igsid = fmt::format("91{:015}", one.number);
  one.closed = chance(10);
  one.read = chance(70);
  one.mine = chance(3);
  one.a_colleagues = !one.mine && chance(25);
  if (one.mine || one.a_colleagues || chance(20)) one.owner = Owner::person;
  for (std::size_t i = 0; i < demo_labels().size(); ++i) {
    if (chance(4)) one.labels.push_back(static_cast<int>(i));
  }
  conversations_.push_back(std::move(one));
  return conversations_.back();
}

std::string DemoWorld::fill(std::string_view shape, const DemoTexts& texts) {
  std::string text(shape);
  const auto put = [&text](std::string_view slot, std::string_view word) {
    for (auto found = text.find(slot); found != std::string::npos; found = text.find(slot)) {
      text.replace(found, slot.size(), word);
    }
  };
  put("{p}", texts.products[below(texts.products.size())]);
  put("{c}", texts.colours[below(texts.colours.size())]);
  put("{n}", std::to_string(2 + below(90)));
  return text;
}

/// Its position; a new one, or one of those that go on.
std::size_t DemoWorld::choose(Instant at) {
  // A new one begins often enough that there are ten messages a conversation in the end.
  const bool fresh = active_.empty() || draw() % kMessagesOfOne == 0;
  if (!fresh) return active_[below(active_.size())];
  begin_one(at);
  if (active_.size() < kActive) {
    active_.push_back(conversations_.size() - 1);
  } else {
    active_[below(kActive)] = conversations_.size() - 1;
  }
  return conversations_.size() - 1;
}

DemoMessage DemoWorld::next() {
  const Instant at = from_ + step_ * made_;
  ++made_;
  DemoConversation& one = conversations_[choose(at)];
  const DemoTexts& texts = texts_of(one);
  const bool begins = one.messages == 0;
  const bool waits_for_us = one.last_message_at == one.last_inbound_at;
  const bool inbound = begins || chance(waits_for_us ? 30 : 80);
  const auto& shapes = inbound ? texts.questions : texts.answers;
  DemoMessage message{.conversation = one.number,
                      .begins_it = begins,
                      .direction = inbound ? Direction::in : Direction::out,
                      .source = Source::contact,
                      .text = fill(shapes[below(shapes.size())], texts),
                      .sent_at = at};
  if (!inbound) message.source = one.owner == Owner::person ? Source::person : Source::rule;
  ++one.messages;
  one.last_message_at = at;
  if (inbound) one.last_inbound_at = at;
  return message;
}

}  // namespace dunlin::server
