#pragma once

#include <optional>
#include <vector>

#include "graph/graph.h"
#include "json/json.h"

/// Meta's answers to reads, as values. Where the documents disagree, both shapes are taken
/// (INSTAGRAM §1.1, §5).
namespace dunlin::graph {

/// {"id", "created_time", "from": {"id"}, "to": {"data": [{"id"}]}, "message"}. A message without a
/// sender is one whose details Meta no longer gives. Nothing when it has no id.
std::optional<ReadMessage> read_message(const json::Value& value);
/// {"data": [{"messages": {"data": [...]}}]}, or the conversation itself; no conversation is no
/// message. Nothing when the answer has another shape.
std::optional<std::vector<ReadMessage>> read_conversation(const json::Value& value);
/// Flat, or wrapped in {"data": [...]}.
std::optional<ProfileAnswer> read_profile(const json::Value& value);

}  // namespace dunlin::graph
