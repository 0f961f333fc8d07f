#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/seams.h"
#include "db/db.h"
#include "workspace/endpoint.h"
#include "workspace/page.h"
#include "workspace/scope.h"

/// People on Instagram, per account, with their profile, tags and the ledger of consent and
/// opt-out. Owns contact, contact_tag, consent_event.
namespace dunlin::contacts {

/// What Instagram says about a person (INSTAGRAM §5).
struct Profile {
  std::string username, name;  ///< empty until known; never invented
  std::string picture_url;     ///< Meta's link, which lasts a few days
  std::optional<std::int64_t> follower_count;
  std::optional<bool> follows_account;      ///< the person follows the account
  std::optional<bool> followed_by_account;  ///< the account follows the person
  std::optional<bool> verified;
};

struct Contact {
  ContactId id;
  AccountId account;
  std::string igsid;
  Profile profile;
  std::optional<Instant> profile_read_at;  ///< the last answer, also when it said nothing
  std::optional<Instant> profile_due_at;   ///< when it is to be read, if that is wished
  std::string language;                    ///< of the last message that showed one, else ""
  std::optional<Instant> opted_out_at;
  std::optional<Instant> last_inbound_at;
  bool is_test = false;  ///< as it was when the contact was made
  Instant created_at;
  std::vector<std::string> tags;  ///< sorted by bytes; filled by find and list only
  /// "@username", else the name, else "Instagram user …1234".
  [[nodiscard]] std::string display_name() const;
};

struct Touched {
  Contact contact;
  bool created = false;
};
/// The person wrote or did something: made if new, `last_inbound_at` never moves back. Locks the
/// row.
Result<Touched> touch(db::Tx& tx, const Scope& scope, AccountId account, std::string_view igsid,
                      ContactId new_id, Instant at, bool is_test);
/// By which one who had opted out and was erased is recognised again, and by nothing else: SHA-256,
/// hex.
std::string person_hash(WorkspaceId workspace, AccountId account, std::string_view igsid);
/// For echoes: made if new, but nothing inbound happened.
Result<Touched> touch_outbound(db::Tx& tx, const Scope& scope, AccountId account,
                               std::string_view igsid, ContactId new_id, Instant at);
/// contact.not_found
Result<Contact> find(db::Tx& tx, const Scope& scope, ContactId id);
/// Of all accounts, who wrote last first; at most 20. Without tags. `username` as
/// Instagram writes it, without @.
Result<std::vector<Contact>> find_by_username(db::Tx& tx, const Scope& scope,
                                              std::string_view username);
/// What a send asks about its recipient. contact.not_found
struct Recipient {
  std::string igsid;
  std::optional<Instant> opted_out_at;
};
Result<Recipient> find_recipient(db::Tx& tx, const Scope& scope, ContactId id);
/// contact.not_found when one is missing.
Result<std::map<ContactId, Recipient>> find_recipients(db::Tx& tx, const Scope& scope,
                                                       const std::vector<ContactId>& ids);
/// Without tags, in no particular order; unknown ids are left out.
Result<std::vector<Contact>> find_all(db::Tx& tx, const Scope& scope,
                                      const std::vector<ContactId>& ids);
/// Newest first.
Result<workspace::Page<Contact>> list(db::Tx& tx, const Scope& scope,
                                      std::optional<AccountId> account,
                                      const workspace::PageAsked& asked);
Status set_language(db::Tx& tx, const Scope& scope, ContactId id, std::string_view language);

/// After it what is known of a person is read again, at their next message.
inline constexpr Duration kProfileAge = std::chrono::hours{72};
/// Whether the profile of a person who just wrote should be read: nobody has asked for it, and it
/// is unknown or old. Only those who wrote or tapped have given the consent that Meta asks for.
bool wants_profile(const Contact& contact, Instant now);
/// The profile is to be read from `now` on; the wish outlives the process. Nothing when it is
/// wished already.
Status wish_profile(db::Tx& tx, const Scope& scope, ContactId id, Instant now);
/// Whose profile is to be read.
struct DueProfile {
  WorkspaceId workspace;
  ContactId contact;
  AccountId account;
  std::string igsid;
  int failures = 0;  ///< reads without an answer, in a row
};
/// The longest due first, each put off to `busy_until` so that nobody else reads it meanwhile.
Result<std::vector<DueProfile>> take_due_profiles(db::Tx& tx, const NodeScope&, Instant now,
                                                  Instant busy_until, int limit);
/// The earliest wish.
Result<std::optional<Instant>> next_profile_due(db::Tx& tx, const NodeScope&);
/// It could not be read; again at `next_at`, or at the person's next message when there is none.
Status put_off_profile(db::Tx& tx, const Scope& scope, ContactId id, std::optional<Instant> next_at,
                       int failures);
/// Notes that the profile was read now, which ends the wish; empty parts leave what is known.
/// contact.not_found
Status set_profile(db::Tx& tx, const Scope& scope, ContactId id, const Profile& profile,
                   Instant now);
Status add_tag(db::Tx& tx, const Scope& scope, ContactId id, std::string_view tag);
Status remove_tag(db::Tx& tx, const Scope& scope, ContactId id, std::string_view tag);
Result<std::vector<std::string>> tags(db::Tx& tx, const Scope& scope, ContactId id);

/// The ledger: append-only rows; `opted_out_at` on the contact is derived in the same transaction
/// from the newest opt-out or opt-in by `at`, in whatever order they come. contact.not_found
enum class ConsentKind { opted_out = 0, opted_in = 1, granted = 2, withdrawn = 3 };
struct ConsentEvent {
  ConsentKind kind;
  std::string source;    ///< "message", "api", "import", …
  std::string evidence;  ///< message id, file and row, … never message text
  Instant at;
};
Status record_consent(db::Tx& tx, const Scope& scope, ContactId id, const ConsentEvent& event);
Result<std::vector<ConsentEvent>> consent_history(db::Tx& tx, const Scope& scope, ContactId id);
/// A recorded basis for what the business starts (granted and not withdrawn, not opted out).
Result<bool> has_consent_basis(db::Tx& tx, const Scope& scope, ContactId id);

/// STOP- and START-like words in many languages (the whole message, folded, is one of them), plus
/// the workspace's own, which mean stop. Punctuation, symbols and emoji around the words do not
/// count. `start` is for those who said stop before; from anybody else it is a message like any
/// other.
enum class Wish { none, stop, start };
Wish opt_out_wish(std::string_view folded_text, const std::vector<std::string>& extra_folded_words);

/// /api/v1/contacts: list, read, tags, consent (read, opt out, opt in, grant with source).
std::vector<workspace::Endpoint> endpoints(db::Database database, Seams& seams);

}  // namespace dunlin::contacts
