#pragma once

#include "contacts/contacts.h"
#include "json/json.h"

namespace dunlin::contacts {

/// As the API shows them.
json::Value contact_json(const Contact& contact);
json::Value consent_event_json(const ConsentEvent& event);
/// The ledger of one person. contact.not_found
Result<json::Value> consent_json(db::Tx& tx, const Scope& scope, ContactId id);

}  // namespace dunlin::contacts
