#include "rules/automaton.h"

#include <algorithm>

namespace dunlin::rules {
namespace {

/// The patterns that share the path to a node.
struct Range {
  std::uint32_t begin, end, depth;
};

}  // namespace

Automaton::Automaton(const std::vector<std::string_view>& patterns) {
  lengths_.reserve(patterns.size());
  for (const std::string_view pattern : patterns) {
    lengths_.push_back(static_cast<std::uint32_t>(pattern.size()));
    for (const char c : pattern) class_of_[static_cast<unsigned char>(c)] = 1;
  }
  // With all 256 bytes in use class 0 is one of theirs, which is as good.
  const bool all_used =
      std::all_of(class_of_.begin(), class_of_.end(), [](auto used) { return used == 1; });
  classes_ = all_used ? 0 : 1;
  for (auto& byte_class : class_of_) {
    if (byte_class == 1) byte_class = static_cast<std::uint8_t>(classes_++);
  }
  grow(patterns);
  fill_rows();
}

void Automaton::grow(const std::vector<std::string_view>& patterns) {
  std::vector<Range> ranges{{0, static_cast<std::uint32_t>(patterns.size()), 0}};
  label_.push_back(0);
  fallback_.push_back(0);
  shorter_.push_back(0);
  for (std::uint32_t node = 0; node < ranges.size(); ++node) {
    auto [begin, end, depth] = ranges[node];
    const bool ends = begin < end && patterns[begin].size() == depth;
    pattern_.push_back(ends ? begin : kNone);
    first_child_.push_back(static_cast<std::uint32_t>(ranges.size()));
    for (std::uint32_t at = begin + (ends ? 1 : 0); at < end;) {
      const char byte = patterns[at][depth];
      std::uint32_t group_end = at + 1;
      while (group_end < end && patterns[group_end][depth] == byte) ++group_end;
      ranges.push_back({at, group_end, depth + 1});
      add_child(node, static_cast<unsigned char>(byte));
      at = group_end;
    }
    // Read by the nodes that follow while this level still grows.
    if (node != 0) shorter_[node] = ends_here(fallback_[node]);
  }
  first_child_.push_back(static_cast<std::uint32_t>(ranges.size()));
  for (auto* table : {&first_child_, &fallback_, &shorter_, &pattern_}) table->shrink_to_fit();
}

void Automaton::add_child(std::uint32_t parent, unsigned char byte) {
  std::uint32_t found = 0;
  for (std::uint32_t suffix = parent; suffix != 0 && found == 0;) {
    suffix = fallback_[suffix];
    found = child(suffix, byte);
  }
  label_.push_back(byte);
  fallback_.push_back(found);
  shorter_.push_back(0);
}

void Automaton::fill_rows() {
  const auto nodes = static_cast<std::uint32_t>(pattern_.size());
  rows_ = std::min(nodes, kRows);
  row_.assign(std::size_t{rows_} * classes_, 0);
  for (std::uint32_t node = 0; node < rows_; ++node) {
    const auto row = row_.begin() + std::ptrdiff_t{node} * classes_;
    if (node != 0)
      std::copy_n(row_.begin() + std::ptrdiff_t{fallback_[node]} * classes_, classes_, row);
    for (std::uint32_t at = first_child_[node]; at < first_child_[node + 1]; ++at) {
      row[class_of_[label_[at]]] = at;
    }
  }
}

std::size_t Automaton::memory_bytes() const {
  return (first_child_.size() + fallback_.size() + shorter_.size() + pattern_.size() +
          lengths_.size() + row_.size()) *
             sizeof(std::uint32_t) +
         label_.size();
}

}  // namespace dunlin::rules
