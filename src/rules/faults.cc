#include "rules/faults.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace dunlin::rules {

void Faults::add(std::string path, std::string_view id, std::string sentence) {
  faults_.push_back({std::move(path), std::string(id), std::move(sentence), {}});
}

void Faults::add(std::string path, const Error& error) {
  std::string sentence = error.message;
  if (sentence.ends_with('.')) sentence.pop_back();
  faults_.push_back({std::move(path), error.id, std::move(sentence), error.hint});
}

void Faults::at_most(std::size_t count, std::size_t limit, const std::string& path,
                     std::string_view unit) {
  if (count > limit)
    add(path, "rules.too_long",
        fmt::format("must have at most {} {}, it has {}", limit, unit, count));
}

Status Faults::finish() && {
  if (faults_.empty()) return {};
  constexpr std::size_t most_told = 10;
  std::string message;
  for (std::size_t i = 0; i < std::min(faults_.size(), most_told); ++i) {
    message += fmt::format("{}{}: {}", i == 0 ? "" : "; ", faults_[i].path, faults_[i].sentence);
  }
  if (faults_.size() > most_told)
    message += fmt::format("; and {} more", faults_.size() - most_told);
  return Error(Code::invalid, faults_.front().id, message + '.')
      .at(faults_.front().path)
      .hinting(faults_.front().hint);
}

}  // namespace dunlin::rules
