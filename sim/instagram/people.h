#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "json/json.h"

/// What people (and the account's owner, in the Instagram app) do. Each is done at once in the
/// fake's world and sends the webhooks that Instagram would send.
namespace dunlin::instagram {

struct Core;

struct NewAccount {
  std::string username{}, name{};
  std::string ig_id{};  ///< empty: made
  std::string token{};  ///< empty: made; long-lived, all scopes
  bool subscribed = true;
};

struct NewPerson {
  std::string id{};        ///< handle [a-z0-9._-]{1,30}; empty: made from the name
  std::string username{};  ///< empty: the handle
  std::string name{};
  bool follows = false;
  bool verified = false;
};

/// Which person writes to which account.
struct Between {
  std::string person{};
  std::string ig_id{};  ///< empty: the first account
};

/// Types of INSTAGRAM §2.6, and post, gif (no webhook), unsupported.
struct Attached {
  std::string type{};
  std::string url{};  ///< empty: one of the fake's own
  std::string title{};
};

struct Draft {
  std::string text{};
  std::vector<Attached> attachments{};
  std::string reply_to{};              ///< mid
  std::string quick_reply{};           ///< payload of the tapped button; `text` is its title
  std::optional<Instant> timestamp{};  ///< what the webhook says; the fake's own clock when absent
};

struct NewMedia {
  std::string caption{};
  std::string product_type = "FEED";
  bool live = false;
};

struct NewComment {
  std::string text{};
  std::string media_id{};   ///< empty: the account's newest
  std::string parent_id{};  ///< empty: top level
};

/// Errors: sim.no_account, sim.no_person, sim.no_message, sim.no_media, sim.no_comment (not_found),
/// sim.blocked (conflict), sim.invalid.
class People {
 public:
  explicit People(Core& core) : core_(core) {}

  Result<std::string> add_account(const NewAccount& account);  ///< its IG_ID
  Result<std::string> add_person(const NewPerson& person);     ///< the handle
  Result<std::string> add_media(std::string_view ig_id, const NewMedia& media);
  Status end_broadcast(std::string_view media_id);

  /// All of these answer the mid.
  Result<std::string> writes(const Between& who, const Draft& draft);
  Result<std::string> replies_to_story(const Between& who, std::string_view text,
                                       std::string_view story_id);
  Result<std::string> mentions_in_story(const Between& who, std::string_view url);
  Result<std::string> taps(const Between& who, std::string_view title, std::string_view payload);

  Status edits(const Between& who, std::string_view mid, std::string_view text);
  Status unsends(const Between& who, std::string_view mid);
  Status reacts(const Between& who, std::string_view mid, const std::string& reaction,
                const std::string& emoji);
  Status unreacts(const Between& who, std::string_view mid);
  /// Sees everything that the account wrote.
  Status reads(const Between& who);
  /// Opens an ig.me link: a standalone referral in an existing conversation, otherwise told with
  /// the first message.
  Status opens_link(const Between& who, std::string_view ref, std::string_view source);
  Result<std::string> comments(const Between& who, const NewComment& comment);  ///< its id
  Status deletes_comment(std::string_view comment_id);
  enum class Blocking { blocks, unblocks };
  Status sets_block(const Between& who, Blocking blocking);

  /// The owner answers in the Instagram app: an echo.
  Result<std::string> account_writes(const Between& to, std::string_view text);

 private:
  Core& core_;
};

}  // namespace dunlin::instagram
