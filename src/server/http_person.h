#pragma once

#include <vector>

#include "base/seams.h"
#include "db/db.h"
#include "workspace/endpoint.h"

namespace dunlin::server {

/// GET /api/v1/contacts/{id}/export and POST /api/v1/contacts/{id}/erase.
std::vector<workspace::Endpoint> person_endpoints(db::Database main, db::Database journal,
                                                  Seams& seams);

}  // namespace dunlin::server
