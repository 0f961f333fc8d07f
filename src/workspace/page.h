#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "json/json.h"

/// Keyset paging (DESIGN §4 HTTP): `?cursor&limit≤200` → {items, next}.
namespace dunlin::workspace {

/// Where a page goes on: after the row with this instant and id, in the list's order.
struct Cursor {
  std::int64_t at_us = 0;
  std::int64_t id = 0;
  auto operator<=>(const Cursor&) const = default;
};
struct PageAsked {
  int limit = 50;
  std::optional<Cursor> after;
};

/// Opaque to clients, canonical: one text for one cursor.
std::string to_text(const Cursor& cursor);
std::optional<Cursor> parse_cursor(std::string_view text);

/// A page of `T`. Stores ask for limit + 1 rows and call `cut`.
template <class T>
struct Page {
  std::vector<T> items;
  std::optional<Cursor> next;

  /// Drops the row beyond the limit; `cursor_of` its neighbour says where the next page begins.
  template <class CursorOf>
  static Page cut(std::vector<T> rows, int limit, CursorOf cursor_of) {
    Page page{std::move(rows), std::nullopt};
    if (page.items.size() <= static_cast<std::size_t>(limit)) return page;
    page.items.erase(page.items.begin() + limit, page.items.end());
    page.next = cursor_of(page.items.back());
    return page;
  }
};

/// {"items": [...], "next": "…" or null}
json::Value page_json(json::Array items, const std::optional<Cursor>& next);

/// For JSON answers: RFC 3339, or null.
json::Value time_json(const std::optional<Instant>& at);

}  // namespace dunlin::workspace
