#include "workspace/page.h"

#include "base/id.h"

namespace dunlin::workspace {
namespace {

/// The part's prefix keeps an id pasted from elsewhere from passing for a cursor.
constexpr std::string_view kAtPrefix = "p";
constexpr std::string_view kIdPrefix = "q";

}  // namespace

std::string to_text(const Cursor& cursor) {
  return encode_id(kAtPrefix, cursor.at_us) + "-" + encode_id(kIdPrefix, cursor.id);
}

std::optional<Cursor> parse_cursor(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto at = decode_id(kAtPrefix, text.substr(0, dash));
  const auto id = decode_id(kIdPrefix, text.substr(dash + 1));
  if (!at || !id) return std::nullopt;
  return Cursor{.at_us = *at, .id = *id};
}

json::Value page_json(json::Array items, const std::optional<Cursor>& next) {
  json::Object page;
  page["items"] = std::move(items);
  page["next"] = next ? json::Value(to_text(*next)) : json::Value();
  return page;
}

json::Value time_json(const std::optional<Instant>& at) {
  if (!at) return nullptr;
  return json::Value(to_rfc3339(*at));
}

}  // namespace dunlin::workspace
