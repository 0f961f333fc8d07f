#pragma once

#include <string_view>

#include "graph/graph.h"
#include "json/json.h"

/// What can be sent, as JSON: of the API, of stored intents and of rules alike. Without a type it
/// is a text. One of
///     {"type": "text", "text": "…", "quick_replies": [{"title": "S", "payload": "SIZE_S"}]}
///     {"type": "image" | "video" | "audio" | "file", "url": "https://…"}
///     {"type": "buttons", "text": "…", "buttons": [{"title": "Open", "url": "https://…"},
///     {"title": "Later", "payload": "LATER"}]}
///     {"type": "cards", "cards": [{"title": "…", "subtitle": "…", "image_url": "…", "url": "…",
///     "buttons": [...]}]}
namespace dunlin::outbound {

json::Value content_to_json(const graph::Content& content);
/// The shape only; validate() of capability.h judges the sizes. `path` is the prefix of field paths
/// in errors.
Result<graph::Content> content_from_json(const json::Value& value, std::string_view path = "");

}  // namespace dunlin::outbound
