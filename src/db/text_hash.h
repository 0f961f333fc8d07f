#pragma once

#include <functional>
#include <string_view>

namespace dunlin::db {

/// Lets a table of strings be searched with a view.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

}  // namespace dunlin::db
