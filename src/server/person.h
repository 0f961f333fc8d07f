#pragma once

#include "base/seams.h"
#include "db/db.h"
#include "workspace/endpoint.h"

/// What a person may ask for: all that is stored about them, and that it goes (PRODUCT §1.5).
namespace dunlin::server {

struct PersonContext {
  db::Database main, journal;
  Seams* seams;
};
/// As GET /api/v1/contacts/{id}/export answers. contact.not_found
Task<Result<workspace::Reply>> export_person(PersonContext context, Scope scope, ContactId id);
/// As POST /api/v1/contacts/{id}/erase answers. It may be cut off anywhere and begun again.
/// contact.not_found, contact.busy
Task<Result<workspace::Reply>> erase_person(PersonContext context, Scope scope, ContactId id);

}  // namespace dunlin::server
