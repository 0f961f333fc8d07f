#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

/// Aho–Corasick over bytes: finds every occurrence of every pattern in one pass.
namespace dunlin::rules {

/// Nodes are numbered breadth first, so that the children of a node are neighbours and its own
/// number says where they are: about 17 bytes a node. The nodes nearest to the root, where most
/// steps happen, have full rows as well.
class Automaton {
 public:
  Automaton() : Automaton(std::vector<std::string_view>{}) {}
  /// Sorted by bytes, without repeats, none empty; total length under 4 GiB. The views are not
  /// kept.
  explicit Automaton(const std::vector<std::string_view>& patterns);

  /// Calls found(pattern, end) for each occurrence, by end; those with one end from the longest to
  /// the shortest.
  template <class Found>
  void scan(std::string_view text, Found&& found) const {
    if (lengths_.empty()) return;
    std::uint32_t node = 0;
    for (std::uint32_t i = 0; i < text.size(); ++i) {
      node = next(node, static_cast<unsigned char>(text[i]));
      for (std::uint32_t at = ends_here(node); at != 0; at = shorter_[at])
        found(pattern_[at], i + 1);
    }
  }
  [[nodiscard]] std::uint32_t length(std::uint32_t pattern) const { return lengths_[pattern]; }
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;
  static constexpr std::uint32_t kRows = 1024;

  void grow(const std::vector<std::string_view>& patterns);
  void add_child(std::uint32_t parent, unsigned char byte);
  void fill_rows();
  [[nodiscard]] std::uint32_t child(std::uint32_t node, unsigned char byte) const {
    for (std::uint32_t at = first_child_[node]; at < first_child_[node + 1]; ++at) {
      if (label_[at] >= byte) return label_[at] == byte ? at : 0;
    }
    return 0;
  }
  [[nodiscard]] std::uint32_t next(std::uint32_t node, unsigned char byte) const {
    while (node >= rows_) {
      if (const std::uint32_t found = child(node, byte)) return found;
      node = fallback_[node];
    }
    return row_[node * classes_ + class_of_[byte]];
  }
  /// The node itself when a pattern ends there, else the longest suffix where one does, else 0.
  [[nodiscard]] std::uint32_t ends_here(std::uint32_t node) const {
    return pattern_[node] != kNone ? node : shorter_[node];
  }

  std::vector<std::uint32_t> first_child_;  ///< one more at the end
  std::vector<std::uint32_t> fallback_;     ///< the longest proper suffix that is a node
  std::vector<std::uint32_t>
      shorter_;  ///< the longest proper suffix where a pattern ends, 0 for none
  std::vector<std::uint32_t> pattern_;
  std::vector<unsigned char> label_;
  std::vector<std::uint32_t> lengths_;
  std::array<std::uint8_t, 256> class_of_{};  ///< bytes in no pattern share class 0
  std::uint32_t classes_ = 1;
  std::uint32_t rows_ = 0;
  std::vector<std::uint32_t> row_;
};

}  // namespace dunlin::rules
