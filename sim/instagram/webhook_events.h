#pragma once

#include <string>
#include <vector>

#include "base/time.h"
#include "json/json.h"
#include "sim/instagram/options.h"
#include "sim/instagram/state.h"

/// What webhooks say (INSTAGRAM §2.5–2.7). Pure.
namespace dunlin::instagram {

struct Event {
  enum class Kind { messaging, change };
  Kind kind = Kind::messaging;
  std::string ig_id{};
  std::string key{};   ///< for the judge: "message:<mid>", "read:<mid>", "comments:<id>", …
  Instant at{};        ///< entry.time
  json::Value item{};  ///< element of messaging[], or {field, value}
};

enum class Direction { from_person, from_account };

/// The common keys of a messaging element around `payload` ({"message":{…}}).
Event messaging_event(const Thread& thread, Direction direction, Instant at, std::string key,
                      json::Object payload);

/// New message of a person, or echo of the account's.
Event message_event(const Thread& thread, const Message& message, const Switches& switches);
/// The wild form of a new message: message_edit with num_edit 0, without sender and recipient.
Event bare_edit_event(const Thread& thread, const Message& message);
Event comment_event(const Comment& comment, const Media& media, const State& state,
                    const Switches& switches);

enum class UnknownFields { none, some };
/// One POST body: entries in order of first appearance, of one account and kind each. ASCII, as
/// signed.
std::string delivery_body(const std::vector<Event>& events, const Switches& switches,
                          UnknownFields unknown);

}  // namespace dunlin::instagram
