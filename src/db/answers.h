#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "db/db.h"

namespace dunlin::db {

using Effects = std::vector<std::function<void()>>;

/// A work whose transaction is over, with what it wished to do after the commit (empty when it
/// failed).
struct Settled {
  std::unique_ptr<Work> work;
  Effects effects;
};

/// Posts once for each executor among them; there, in order, a work's effects run and then its
/// caller resumes.
void post_answers(std::vector<Settled> settled);
void post_answer(Settled settled);

}  // namespace dunlin::db
