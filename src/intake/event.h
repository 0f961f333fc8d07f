#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.h"

/// What Instagram tells us, typed. Every kind of INSTAGRAM.md §2.6–2.7 in all its variants decodes
/// to one of these; whatever is not understood is an Unknown with its raw JSON. Ids of Meta are
/// text and may exceed 2^53.
namespace dunlin::intake {

struct Attachment {
  /// image video audio file share story_mention ig_reel reel ig_post ig_story story media ephemeral
  /// template, or what Meta adds next; "unknown" when it is not an object with a type.
  std::string type;
  std::string url;  ///< may be empty (ephemeral) and expires
  std::string title;
  std::string media_id;  ///< ig_post_media_id or reel_video_id
};

struct Referral {
  std::string ref, ad_id, source, type, product_id, ad_title;
};

struct StoryReply {
  std::string story_id, url;
};

/// A person wrote (or, is_echo, the account did: by API or in the app).
struct Message {
  std::string mid;
  std::string text;
  std::vector<Attachment> attachments;
  std::string quick_reply_payload;
  std::string reply_to_mid;
  std::optional<StoryReply> reply_to_story;
  std::optional<Referral> referral;
  bool is_echo = false;
  bool is_self = false;  ///< the account wrote to itself (preview route)
  bool is_unsupported = false;
};
struct MessageDeleted {
  std::string mid;
};
/// num_edit 0 announces a new message in the wild, often without sender and text.
struct MessageEdited {
  std::string mid, text;
  int num_edit = 0;
};
struct Reaction {
  std::string mid, reaction, emoji;
  bool removed = false;
};
struct Postback {
  std::string mid, title, payload;
  std::optional<Referral> referral;
  bool is_self = false;
};
struct Seen {
  std::string mid;
};
struct ReferralOpened {
  Referral referral;
};
struct OptIn {
  std::string type, payload, token;
};
/// `kind` is pass_thread_control, take_thread_control, request_thread_control (new_owner_app_id is
/// who asks) or app_roles (metadata is its JSON).
struct Handover {
  std::string kind, previous_owner_app_id, new_owner_app_id, metadata;
};
struct Comment {
  std::string comment_id, parent_id, text;
  std::string from_id, from_username;
  std::string media_id, media_product_type;
  std::string ad_id;
  bool live = false;
};
struct Mention {
  std::string media_id, comment_id;
};
struct StoryInsights {
  std::string media_id, json;
};
/// A kind that this version does not know: kept, counted, never dropped.
struct Unknown {
  std::string kind;  ///< the distinguishing key, at most 64 bytes, or "" when there is none
  std::string json;
};

using Payload =
    std::variant<Message, MessageDeleted, MessageEdited, Reaction, Postback, Seen, ReferralOpened,
                 OptIn, Handover, Comment, Mention, StoryInsights, Unknown>;

/// One element of messaging[], standby[] or changes[] (or an entry that is itself the change).
struct Event {
  std::string account_ig_id;  ///< entry.id: who it is for
  std::string
      sender_id;  ///< IGSID of the person, or the account's IG id on an echo; may be missing
  std::string recipient_id;
  /// Meta's timestamp, ms or s told apart by magnitude; the entry's time when the element has none
  /// of its own.
  std::optional<Instant> at;
  bool standby = false;  ///< another app controls the thread: recorded, never answered
  bool dashboard_test =
      false;  ///< the "Test" button's dummy (entry.id "0"): counted, creates no data
  Payload payload;
  /// Hex SHA-256 of the element, for kinds without an id of their own: ReferralOpened, OptIn,
  /// Handover, StoryInsights, Unknown. Empty for the others.
  std::string digest;

  /// The person of the conversation: the sender, or the recipient of what the account itself did
  /// (an echo, or sender_id is the account). Empty when unknown.
  [[nodiscard]] const std::string& person_id() const;
  /// Tells redelivered events apart from new ones (DESIGN §2): unique in an account, at most 512
  /// bytes (what is longer ends in its SHA-256). It may contain ids of people: store it hashed
  /// where they must be erasable.
  [[nodiscard]] std::string key() const;
  /// "message", "echo", "reaction", …: for logs, metrics and traces.
  [[nodiscard]] std::string_view kind() const;
};

/// What one raw body holds. Total: any bytes give an answer. `undecodable` (not JSON, no envelope)
/// is parked whole; a single element of the wrong shape becomes an Unknown of its own and leaves
/// its neighbours alone.
struct Decoded {
  std::vector<Event> events;
  std::string undecodable;  ///< why, as a sentence; empty when it could be read
};
Decoded decode(std::string_view body);

}  // namespace dunlin::intake
