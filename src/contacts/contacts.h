#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/seams.h"
#include "db/db.h"
#include "workspace/endpoint.h"
#include "workspace/page.h"
#include "workspace/scope.h"

/// People on Instagram, per account, with tags and the ledger of consent and opt-out. Owns contact,
/// contact_tag, consent_event.
namespace dunlin::contacts {

struct Contact {
  ContactId id;
  AccountId account;
  std::string igsid;
  std::string username, name;  ///< empty until known; never invented
  std::string language;        ///< of the last message, "" when unknown
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
/// row. One statement.
Result<Touched> touch(db::Tx& tx, const Scope& scope, AccountId account, std::string_view igsid,
                      ContactId new_id, Instant at, bool is_test);
/// For echoes: made if new, but nothing inbound happened.
Result<Touched> touch_outbound(db::Tx& tx, const Scope& scope, AccountId account,
                               std::string_view igsid, ContactId new_id, Instant at);
/// contact.not_found
Result<Contact> find(db::Tx& tx, const Scope& scope, ContactId id);
/// Without tags, in no particular order; unknown ids are left out.
Result<std::vector<Contact>> find_all(db::Tx& tx, const Scope& scope,
                                      const std::vector<ContactId>& ids);
/// Newest first.
Result<workspace::Page<Contact>> list(db::Tx& tx, const Scope& scope,
                                      std::optional<AccountId> account,
                                      const workspace::PageAsked& asked);
Status set_language(db::Tx& tx, const Scope& scope, ContactId id, std::string_view language);
/// Notes that the profile was read now; empty parts leave what is known. contact.not_found
Status set_profile(db::Tx& tx, const Scope& scope, ContactId id, std::string_view username,
                   std::string_view name, Instant now);
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
