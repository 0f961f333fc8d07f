#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dunlin {

/// Our own ids are 64 bit: 42 bits of milliseconds since 2020-01-01, 10 of node, 12 of sequence.
/// In public they are a prefix and base58 ("msg_3xKq…"), never a JSON number. Order in queries is
/// by event time, never by id.
template <class Tag>
struct Id {
  std::int64_t value = 0;

  auto operator<=>(const Id&) const = default;
  explicit operator bool() const { return value != 0; }
};

std::string encode_id(std::string_view prefix, std::int64_t value);
/// Nothing unless `text` is exactly this prefix, an underscore and a canonical base58 number.
std::optional<std::int64_t> decode_id(std::string_view prefix, std::string_view text);

#define DUNLIN_ID(Name, prefix_text)                        \
  struct Name##Tag {                                        \
    static constexpr std::string_view prefix = prefix_text; \
  };                                                        \
  using Name = Id<Name##Tag>

DUNLIN_ID(WorkspaceId, "ws");
DUNLIN_ID(ApiKeyId, "key");
DUNLIN_ID(AccountId, "acc");
DUNLIN_ID(ContactId, "con");
DUNLIN_ID(ConversationId, "cnv");
DUNLIN_ID(MessageId, "msg");
DUNLIN_ID(RawEventId, "raw");
DUNLIN_ID(TraceId, "trc");
DUNLIN_ID(RuleId, "rul");
DUNLIN_ID(IntentId, "out");
DUNLIN_ID(JobId, "job");
DUNLIN_ID(RequestId, "req");
DUNLIN_ID(PersonId, "per");
DUNLIN_ID(SessionId, "ses");
DUNLIN_ID(InvitationId, "inv");
DUNLIN_ID(AuditId, "aud");

template <class Tag>
std::string to_text(Id<Tag> id) {
  return encode_id(Tag::prefix, id.value);
}

/// `parse_id<MessageId>("msg_3xKq")`
template <class IdType>
std::optional<IdType> parse_id(std::string_view text);

template <class Tag>
std::optional<Id<Tag>> parse_id_as(std::string_view text, Id<Tag>) {
  const auto value = decode_id(Tag::prefix, text);
  if (!value) return std::nullopt;
  return Id<Tag>{*value};
}

template <class IdType>
std::optional<IdType> parse_id(std::string_view text) {
  return parse_id_as(text, IdType{});
}

}  // namespace dunlin
