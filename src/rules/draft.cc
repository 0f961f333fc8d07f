#include "rules/draft.h"

#include <algorithm>

namespace dunlin::rules {

void put_draft(std::vector<Rule>& rules, Rule draft, Instant now) {
  const auto same = std::ranges::find_if(rules, [&](const Rule& rule) {
    return draft.id ? rule.id == draft.id : rule.name == draft.name;
  });
  draft.created_at = same == rules.end() ? now : same->created_at;
  if (same == rules.end()) {
    rules.push_back(std::move(draft));
  } else {
    draft.id = same->id;
    *same = std::move(draft);
  }
}

}  // namespace dunlin::rules
