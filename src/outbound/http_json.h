#pragma once

#include "contacts/contacts.h"
#include "json/json.h"
#include "outbound/store.h"

namespace dunlin::outbound {

json::Object send_json(const Intent& intent);
/// A send that somebody is to perform: with whom to write to and where.
json::Object task_json(const Intent& intent, const contacts::Contact& contact);
json::Value capabilities_json();

}  // namespace dunlin::outbound
