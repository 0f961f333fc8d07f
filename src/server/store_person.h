#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "contacts/contacts.h"
#include "db/db.h"
#include "json/json.h"
#include "workspace/scope.h"

/// All that is stored about one person, wherever it is: to be exported, and to be erased (PRODUCT
/// §1.5). A test compares the table of tables with the schema.
namespace dunlin::server {

struct PersonTable {
  /// What the statement's $2 is; $1 is the workspace.
  enum class Key { contact, conversation };
  std::string_view name, columns;
  Key key;
  std::string_view select;  ///< the columns, of this person
};
std::span<const PersonTable> person_tables();

/// What the steps below need to know. contact.not_found
struct PersonFacts {
  ContactId contact;
  AccountId account;
  std::string igsid;
  std::optional<ConversationId> conversation;
  std::optional<Instant> opted_out_at;
};
Result<PersonFacts> load_person(db::Tx& tx, const Scope& scope, ContactId id);

/// At most kMostExported rows of each table; instants as RFC 3339.
inline constexpr int kMostExported = 50'000;
Result<json::Array> export_table(db::Tx& tx, const Scope& scope, const PersonFacts& person,
                                 const PersonTable& table);

/// How many rows went, by table.
using Erased = std::map<std::string, std::int64_t, std::less<>>;
struct ErasedPart {
  bool done = false;
  bool opt_out_kept = false;  ///< they had said stop, and it is remembered
  Erased rows;
};
/// Each part reads anew who they are, under a lock of their row: a stop that is said between two
/// parts counts. contact.not_found
///
/// A part of the messages with all that hangs on them, then of the traces. Done when none is left.
/// Errors: contact.busy while a send to them is on its way.
Result<ErasedPart> erase_some(db::Tx& tx, const Scope& scope, ContactId id);
/// The rest. Not done, and nothing is erased, when messages have come meanwhile. What must outlive
/// it is a hash in opt_out_kept; whoever has not said stop, or came back after it, leaves none.
Result<ErasedPart> erase_rest(db::Tx& tx, const Scope& scope, ContactId id);

}  // namespace dunlin::server
