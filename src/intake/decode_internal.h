#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "intake/event.h"
#include "json/json.h"

/// The parts of decode(), one a file. All are pure and total.
namespace dunlin::intake {

/// Reads the fields of one of Meta's objects. A field of the wrong type is noted in `wrong`, which
/// the caller looks at once at the end; null counts as absent; absent fields read as empty. Views
/// of the JSON must outlive it.
class Fields {
 public:
  Fields(const json::Object* object, bool* wrong) : object_(object), wrong_(wrong) {}

  /// The same fields, for decoration that may be missing: nothing is noted.
  [[nodiscard]] Fields lenient() const { return {object_, nullptr}; }

  [[nodiscard]] bool present() const { return object_ != nullptr; }
  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  [[nodiscard]] std::string text(std::string_view name) const;
  /// Text, or a whole number that JSON carried exactly.
  [[nodiscard]] std::string id(std::string_view name) const;
  /// As id, but absent or empty is wrong.
  [[nodiscard]] std::string required_id(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name) const;
  /// Absent is wrong too.
  [[nodiscard]] int required_number(std::string_view name, int min, int max) const;
  [[nodiscard]] Fields object(std::string_view name) const;
  [[nodiscard]] const json::Array* array(std::string_view name) const;
  /// Nothing when absent or null.
  [[nodiscard]] const json::Value* find(std::string_view name) const;
  /// Notes that something is wrong.
  void refuse() const;

 private:
  const json::Object* object_;
  bool* wrong_;
};

/// The body with U+FFFD in place of ill-formed UTF-8 and of escaped surrogates without their other
/// half: what is left where a caption was cut through an emoji. Strict JSON refuses both, and one
/// such text must not cost a whole batch.
std::string repaired_text(std::string_view body);

/// What all elements of an entry share.
struct EntryHead {
  std::string account_ig_id;
  std::optional<Instant> sent_at;
};

/// Meta's times are seconds or milliseconds since 1970, as a number or as text (INSTAGRAM §2.4):
/// below 10^11 they are seconds. Nothing for what is neither, and from the year 5138 on.
std::optional<Instant> instant_of(const json::Value* value);

enum class Channel { messaging, standby };
/// One element of messaging[] or standby[].
Event messaging_event(const json::Value& element, const EntryHead& head, Channel channel);
/// One element of changes[], or an entry that carries `field` and `value` itself.
Event change_event(const json::Value& change, const EntryHead& head);
Event unknown_event(const json::Value& element, const EntryHead& head, std::string_view kind);

/// An event with what its entry says, without a payload.
Event event_of(const EntryHead& head);
/// Gives an event its payload and what follows from it: the digest of the element.
void settle(Event& event, const json::Value& element, Payload payload);
Unknown unknown(const json::Value& element, std::string_view kind);

/// The payload of {"message": …}: Message or MessageDeleted.
Payload read_message(const Fields& element);
Referral read_referral(const Fields& referral);

}  // namespace dunlin::intake
