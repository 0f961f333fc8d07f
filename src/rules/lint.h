#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rules/rule.h"

/// What a rule may say and its author will not have meant. Pure; nothing here stops a publish.
namespace dunlin::rules {

struct Note {
  enum class Kind {
    never_fires,   ///< its conditions exclude each other
    shadowed,      ///< `other` answers all that it would
    duplicate,     ///< `other` asks for the same
    loop,          ///< its own quick reply or button asks it again
    late_promise,  ///< promises to write later, which Instagram's 24 hours forbid
    one_reply      ///< a comment allows one private message; the others wait for the person
  };
  Kind kind = Kind::never_fires;
  std::string path;      ///< the line it concerns: "conditions.keywords.any[0].text"
  std::string sentence;  ///< in English; clients translate by kind and `subject`
  std::string subject;   ///< the keyword, title or words it is about; may be empty
  struct Other {
    RuleId id;
    std::string name;
  };
  std::optional<Other> other;
};
std::string_view name(Note::Kind kind);

/// Notes on `rule` beside the published `others`, of which the one with its id is left out. An
/// inactive rule is judged as if it were active. The worst first, at most 20.
std::vector<Note> lint(const Rule& rule, const std::vector<Rule>& others);

}  // namespace dunlin::rules
