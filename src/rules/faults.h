#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace dunlin::rules {

/// Collects what is wrong with where, so that one error names every fault (the ten first in words).
class Faults {
 public:
  void add(std::string path, std::string_view id, std::string sentence);
  void add(std::string path, const Error& error);
  /// "must have at most N …" when there are more.
  void at_most(std::size_t count, std::size_t limit, const std::string& path,
               std::string_view unit);
  [[nodiscard]] bool none() const { return faults_.empty(); }
  /// The first fault's id, path and hint.
  [[nodiscard]] Status finish() &&;

 private:
  struct Fault {
    std::string path, id, sentence, hint;
  };
  std::vector<Fault> faults_;
};

}  // namespace dunlin::rules
