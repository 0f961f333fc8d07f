#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "base/seams.h"
#include "db/db.h"
#include "workspace/endpoint.h"

/// The way from an empty workspace to the first rule of one's own that answered. A step is done
/// when what it leads to is there; nobody ticks it off, and what is kept is only whether the list
/// was put away.
namespace dunlin::server {

/// What a workspace has, as far as the first steps ask.
struct FirstFacts {
  bool has_account = false;
  bool is_simulated = false;  ///< all its accounts are the simulator's, and it is no demo
  bool is_demo = false;
  bool has_message = false;        ///< somebody has written
  bool has_team = false;           ///< more than one member, or somebody is invited
  std::optional<RuleId> own_rule;  ///< the newest that was published after the workspace was made
  bool own_rule_answered = false;
  bool put_away = false;
};

struct FirstStep {
  std::string_view id;
  bool done = false;
};
/// In the order in which they are shown.
using FirstSteps = std::array<FirstStep, 5>;
FirstSteps first_steps(const FirstFacts& facts);

/// GET and PATCH /api/v1/first-steps.
std::vector<workspace::Endpoint> first_steps_endpoints(db::Database main, const Clock& clock);

}  // namespace dunlin::server
