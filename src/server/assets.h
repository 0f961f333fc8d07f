#pragma once

#include <span>
#include <string_view>

namespace dunlin::server {

/// One file of the built pages (web/dist), held in the binary.
struct Asset {
  std::string_view path;          ///< as requested: "/index.html", "/assets/app-3fa9c1.js"
  std::string_view content_type;  ///< with charset where it is text
  std::string_view bytes;
  std::string_view gzip_bytes;  ///< the same, compressed; empty where that would not be smaller
  std::string_view etag;        ///< quoted, from the contents
  /// The name holds a hash of the contents (below /assets/), so that it may be cached for ever.
  bool immutable;
};

/// Every file of the pages, ordered by path. Empty when the binary was built before the pages were.
std::span<const Asset> assets();

/// The asset of that path, or nullptr.
const Asset* find_asset(std::string_view path);

}  // namespace dunlin::server
