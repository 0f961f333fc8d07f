#include "sim/checks/shrink.h"

#include <algorithm>

namespace dunlin::checks {
namespace {

using Faults = std::set<std::string>;

/// What `from` is without each of its parts of this size.
std::vector<Cut> without_parts(const Cut& from, std::size_t size) {
  const std::vector<std::string> names(from.only->begin(), from.only->end());
  std::vector<Cut> out;
  for (std::size_t begin = 0; begin < names.size(); begin += size) {
    Cut smaller = from;
    for (std::size_t i = begin; i < std::min(begin + size, names.size()); ++i)
      smaller.only->erase(names[i]);
    out.push_back(std::move(smaller));
  }
  return out;
}

/// Halves first, then ever smaller parts, until no single fault can be left out.
void leave_out_faults(Cut& cut, const FirstThatFails& first_that_fails) {
  std::size_t size = (cut.only->size() + 1) / 2;
  while (!cut.only->empty()) {
    const std::vector<Cut> candidates = without_parts(cut, size);
    const int failing = first_that_fails(candidates);
    if (failing >= 0) {
      cut = candidates.at(static_cast<std::size_t>(failing));
      size = std::clamp<std::size_t>(size, 1, std::max<std::size_t>(1, cut.only->size()));
    } else if (size == 1) {
      return;
    } else {
      size = (size + 1) / 2;
    }
  }
}

/// Tries ever larger values below `now`, and keeps the smallest that fails.
void lessen(Cut& cut, std::optional<int> Cut::* what, int now,
            const FirstThatFails& first_that_fails) {
  std::vector<Cut> candidates;
  for (int value = 1; value < now; value = value < 4 ? value + 1 : value * 3 / 2) {
    Cut smaller = cut;
    smaller.*what = value;
    candidates.push_back(std::move(smaller));
  }
  const int failing = first_that_fails(candidates);
  if (failing >= 0) cut = candidates.at(static_cast<std::size_t>(failing));
}

/// One alone would be another world, with a disk of its own.
void lessen_nodes(Cut& cut, int now, const FirstThatFails& first_that_fails) {
  std::vector<Cut> candidates;
  for (int nodes = 2; nodes < now; ++nodes) {
    candidates.push_back(cut);
    candidates.back().nodes = nodes;
  }
  const int failing = first_that_fails(candidates);
  if (failing >= 0) cut = candidates.at(static_cast<std::size_t>(failing));
}

}  // namespace

Cut shrink(const Plan& plan, const FirstThatFails& first_that_fails) {
  Cut cut;
  cut.nodes = plan.nodes;
  cut.only.emplace();
  for (const auto& [name, chance] : plan.faults) cut.only->insert(name);
  leave_out_faults(cut, first_that_fails);
  lessen(cut, &Cut::people, plan.people.people, first_that_fails);
  lessen(cut, &Cut::messages, plan.people.messages, first_that_fails);
  const auto span = std::chrono::duration_cast<std::chrono::seconds>(plan.people.span).count();
  lessen(cut, &Cut::span_s, static_cast<int>(span), first_that_fails);
  if (plan.nodes > 2) lessen_nodes(cut, plan.nodes, first_that_fails);
  leave_out_faults(cut, first_that_fails);
  return cut;
}

}  // namespace dunlin::checks
