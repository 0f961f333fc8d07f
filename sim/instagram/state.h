#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "json/json.h"

/// What the fake Instagram knows. Plain data in ordered containers; made durable by snapshot.h.
namespace dunlin::instagram {

struct Token {
  enum class State { valid, expired, revoked };
  std::string ig_id{};
  std::vector<std::string> scopes{};
  Instant issued_at{};
  Instant expires_at{};
  bool long_lived = true;
  State state = State::valid;
};

/// What Meta has against an account; each refuses sends with its own error (INSTAGRAM §8.2).
enum class Condition { ok, restricted, blocked, policy_block, messages_off, link_broken };

struct Account {
  std::string ig_id{};  ///< what webhooks use
  std::string asid{};   ///< app-scoped
  std::string username{}, name{};
  std::string account_type = "Business";
  std::vector<std::string> subscribed_fields{};
  bool subscribed = true;
  Condition condition = Condition::ok;
  std::int64_t followers = 1200, follows = 80;
  std::int64_t impressions = 100;  ///< of the last 24 h: 4800 × this many non-messaging calls
};

/// A person, known to every account under an IGSID of its own.
struct Person {
  std::string id{};  ///< handle, as in the control API
  std::string username{}, name{};
  bool verified = false;
  std::int64_t followers = 150;
};

struct Reaction {
  std::string reaction{}, emoji{};
};

struct Message {
  enum class By { person, account };
  enum class Via { person, api, app };
  std::string mid{};
  By by = By::person;
  Via via = Via::person;
  Instant at{};
  Instant readable_at{};  ///< from when reads show it
  std::string text{};
  json::Value attachments{};    ///< array of {type, payload} or null
  json::Value quick_replies{};  ///< array of {content_type, title, payload} or null
  json::Value reply_to{};       ///< {mid} | {story:{id,url}} or null
  json::Value postback{};       ///< {title, payload} when it is the tap of a button
  json::Value referral{};       ///< of the link that opened the conversation, or null
  std::string quick_reply{};    ///< payload of the tapped quick reply
  std::string comment_id{};     ///< private reply to this comment
  bool human_agent = false;
  int edits = 0;
  bool unsent = false;
  std::optional<Reaction> by_person{}, by_account{};
  std::optional<Instant> seen_at{};  ///< by the other side
};

/// An account and a person: who they are to each other, and their one conversation.
struct Thread {
  enum class Folder { primary, requests };
  std::string igsid{}, ig_id{}, person{};
  std::string conversation_id{};          ///< empty until the first message
  Folder folder = Folder::primary;        ///< on the person's phone
  bool consent = false;                   ///< wrote or tapped: the profile may be read
  bool blocked = false;                   ///< the person blocks the account
  bool follows = false;                   ///< the person follows the account
  std::optional<Instant> last_inbound{};  ///< opens the windows
  Instant updated_at{};
  Instant typing_until{};           ///< the account shows "typing…" to the person
  json::Value referral{};           ///< opened by a link before the first message
  std::vector<Message> messages{};  ///< in order of effect
};

struct Media {
  std::string id{}, ig_id{}, caption{};
  std::string media_type = "IMAGE";
  std::string product_type = "FEED";  ///< FEED, REELS, STORY, AD
  Instant at{};
  bool live = false;  ///< a broadcast that is running
  bool ended = false;
};

struct Comment {
  std::string id{}, media_id{}, parent_id{}, text{};
  std::string igsid{};  ///< of the author; empty: the account itself
  Instant at{};
  bool hidden = false, deleted = false;
  std::string private_reply_mid{};
};

struct Upload {
  std::string ig_id{}, type{}, url{};
};

struct OauthCode {
  std::string ig_id{}, redirect_uri{};
  std::vector<std::string> scopes{};
  Instant expires_at{};
};

struct State {
  std::map<std::string, Account> accounts;  ///< by IG_ID
  std::map<std::string, Token> tokens;      ///< by the token itself
  std::map<std::string, Person> people;     ///< by handle
  std::map<std::string, Thread> threads;    ///< by IGSID
  std::map<std::string, Media> media;
  std::map<std::string, Comment> comments;
  std::map<std::string, Upload> uploads;
  std::map<std::string, OauthCode> codes;
  std::map<std::string, std::int64_t> ids_given;  ///< by prefix

  // Indices, made again after a load.
  std::map<std::pair<std::string, std::string>, std::string> igsids;  ///< (IG_ID, handle)
  std::map<std::string, std::pair<std::string, std::size_t>>
      message_places;  ///< mid → IGSID, index
  std::map<std::string, std::string> conversation_igsids;

  Account* account(std::string_view ig_id);
  Thread* thread(std::string_view igsid);
  Thread* thread_between(std::string_view ig_id, std::string_view person);
  Message* message(std::string_view mid);
  Thread* thread_of_message(std::string_view mid);
  Thread* conversation(std::string_view id);
  Media* find_media(std::string_view id);
  Comment* comment(std::string_view id);
  /// Appends and indexes.
  Message& append(Thread& thread, Message message);
  /// A decimal id of its own range: prefix and running number ("17900000000000012").
  std::string next_id(std::string_view prefix);
  void index();
};

/// Messages of the thread that a read may show now, newest first.
std::vector<const Message*> readable(const Thread& thread, Instant now);

}  // namespace dunlin::instagram
