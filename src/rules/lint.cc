#include "rules/lint.h"

#include <algorithm>
#include <array>
#include <tuple>

#include <fmt/format.h>

#include "rules/decide_lint.h"
#include "rules/decision.h"
#include "rules/names.h"

namespace dunlin::rules {
namespace {

constexpr std::size_t kMost = 20;

constexpr auto kKindNames = make_names<Note::Kind>({{Note::Kind::never_fires, "never_fires"},
                                                    {Note::Kind::shadowed, "shadowed"},
                                                    {Note::Kind::duplicate, "duplicate"},
                                                    {Note::Kind::loop, "loop"},
                                                    {Note::Kind::late_promise, "late_promise"},
                                                    {Note::Kind::one_reply, "one_reply"}});

/// What a text says that promises a message after the window. Folded; between them anything short.
constexpr std::array<std::string_view, 16> kLatePromises{"tomorrow we will write",
                                                         "we will write you tomorrow",
                                                         "we will message you tomorrow",
                                                         "we'll message you tomorrow",
                                                         "we will message you next week",
                                                         "we'll message you next week",
                                                         "we will remind you",
                                                         "we'll remind you",
                                                         "we will keep you posted every",
                                                         "every day we send",
                                                         "every week we send",
                                                         "فردا پیام می",
                                                         "فردا به شما پیام",
                                                         "هفته بعد پیام",
                                                         "هر روز برایتان",
                                                         "به شما یادآوری می"};

class Linter {
 public:
  Linter(const Rule& rule, const std::vector<Rule>& others) : rule_(rule), others_(others) {}

  std::vector<Note> run() && {
    find_contradictions();
    for (const Rule& other : others_) look_beside(other);
    find_loops();
    find_promises();
    count_replies();
    std::ranges::sort(notes_, {}, [](const Note& note) { return std::tie(note.kind, note.path); });
    if (notes_.size() > kMost) notes_.resize(kMost);
    return std::move(notes_);
  }

 private:
  void add(Note::Kind kind, std::string path, std::string sentence, std::string subject = {},
           std::optional<Note::Other> other = {}) {
    notes_.push_back({.kind = kind,
                      .path = std::move(path),
                      .sentence = std::move(sentence),
                      .subject = std::move(subject),
                      .other = std::move(other)});
  }

  [[nodiscard]] const Keyword* excluding(const Keyword& keyword) const {
    for (const Keyword& none : rule_.conditions.keywords.none) {
      if (implies(keyword, none)) return &none;
    }
    return nullptr;
  }

  void find_contradictions() {
    const Keywords& keywords = rule_.conditions.keywords;
    for (std::size_t i = 0; i < keywords.all.size(); ++i) {
      if (const Keyword* none = excluding(keywords.all[i]))
        excluded(fmt::format("conditions.keywords.all[{}]", i), keywords.all[i], *none);
    }
    const auto is_excluded = [&](const Keyword& keyword) { return excluding(keyword) != nullptr; };
    if (!keywords.any.empty() && std::ranges::all_of(keywords.any, is_excluded))
      excluded("conditions.keywords.any", keywords.any.front(), *excluding(keywords.any.front()));
    const auto& wanted = rule_.conditions.tags_any;
    const auto& unwanted = rule_.conditions.tags_none;
    const auto is_unwanted = [&](const std::string& tag) {
      return std::ranges::find(unwanted, tag) != unwanted.end();
    };
    if (!wanted.empty() && std::ranges::all_of(wanted, is_unwanted)) {
      add(Note::Kind::never_fires, "conditions.tags_any",
          "It can never fire: every tag it asks for is one it must not find.", wanted.front());
    }
    const bool comment =
        rule_.trigger == Trigger::comment || rule_.trigger == Trigger::live_comment;
    if (!comment && !rule_.conditions.media_ids.empty()) {
      add(Note::Kind::never_fires, "conditions.media_ids",
          "It can never fire: only a comment is under a post.");
    }
    if (comment && !rule_.conditions.payloads.empty()) {
      add(Note::Kind::never_fires, "conditions.payloads",
          "It can never fire: a comment carries no payload.");
    }
  }

  void excluded(std::string path, const Keyword& keyword, const Keyword& none) {
    add(Note::Kind::never_fires, std::move(path),
        fmt::format("It can never fire: what has \"{}\" has \"{}\" too, which must not occur.",
                    keyword.text, none.text),
        keyword.text);
  }

  void look_beside(const Rule& other) {
    if (other.id == rule_.id || !other.active || other.trigger != rule_.trigger) return;
    const bool wider = covers(other.conditions, rule_.conditions);
    const Note::Other who{.id = other.id, .name = other.name};
    if (wider && covers(rule_.conditions, other.conditions)) {
      add(Note::Kind::duplicate, "conditions",
          fmt::format("\"{}\" asks for exactly the same.", other.name), {}, who);
    }
    const bool earlier =
        other.priority > rule_.priority ||
        (other.priority == rule_.priority && (!rule_.id || other.created_at < rule_.created_at));
    if (!wider || !earlier || other.then != Rule::Then::stop) return;
    if (effective_cooldown(other) > Duration::zero()) return;
    add(Note::Kind::shadowed, "priority",
        fmt::format("\"{}\" comes first and answers all that this rule would.", other.name), {},
        who);
  }

  void find_loops() {
    if (rule_.trigger != Trigger::message && rule_.trigger != Trigger::postback) return;
    if (effective_cooldown(rule_) > Duration::zero()) return;
    Rule alone = rule_;
    alone.active = true;
    alone.conditions.schedule.reset();
    auto snapshot = Snapshot::compile(1, {std::move(alone)});
    if (!snapshot) return;
    for (std::size_t i = 0; i < rule_.actions.size(); ++i) {
      const auto* reply = std::get_if<Reply>(&rule_.actions[i]);
      if (reply == nullptr) continue;
      for (std::size_t v = 0; v < reply->variants.size(); ++v) {
        for (const auto& quick : reply->variants[v].quick_replies) {
          if (!asks_again(**snapshot, quick)) continue;
          add(Note::Kind::loop, fmt::format("actions[{}].variants[{}].quick_replies", i, v),
              fmt::format("Whoever taps \"{}\" gets this answer again.", quick.title), quick.title);
        }
      }
    }
  }

  static bool asks_again(const Snapshot& snapshot, const graph::QuickReply& quick) {
    Facts facts;
    facts.triggers = {Trigger::message};
    facts.text = quick.title;
    facts.message_kind = "quick_reply";
    facts.payload = quick.payload;
    return !snapshot.decide(facts, *snapshot.match(facts.text)).fired.empty();
  }

  void find_promises() {
    for (std::size_t i = 0; i < rule_.actions.size(); ++i) {
      const auto* reply = std::get_if<Reply>(&rule_.actions[i]);
      if (reply == nullptr) continue;
      for (std::size_t v = 0; v < reply->variants.size(); ++v) {
        const std::string text = fold(reply->variants[v].text).text;
        const auto* found = std::ranges::find_if(kLatePromises, [&](std::string_view promise) {
          return text.find(fold(promise).text) != std::string::npos;
        });
        if (found == kLatePromises.end()) continue;
        add(Note::Kind::late_promise, fmt::format("actions[{}].variants[{}].text", i, v),
            "It promises to write later, but Instagram takes automatic messages for 24 hours after "
            "the person's last one only.",
            std::string(*found));
      }
    }
  }

  void count_replies() {
    if (rule_.trigger != Trigger::comment && rule_.trigger != Trigger::live_comment) return;
    const auto sends = [](const Action& action) {
      return std::holds_alternative<Reply>(action) || std::holds_alternative<ReplyContent>(action);
    };
    if (std::ranges::count_if(rule_.actions, sends) < 2) return;
    add(Note::Kind::one_reply, "actions",
        "Instagram takes one private message for a comment; the others wait until the person "
        "writes.");
  }

  const Rule& rule_;
  const std::vector<Rule>& others_;
  std::vector<Note> notes_;
};

}  // namespace

std::string_view name(Note::Kind kind) {
  return kKindNames.of(kind);
}

std::vector<Note> lint(const Rule& rule, const std::vector<Rule>& others) {
  return Linter(rule, others).run();
}

}  // namespace dunlin::rules
