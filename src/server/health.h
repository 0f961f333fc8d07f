#pragma once

#include "db/db.h"
#include "net/http.h"
#include "outbound/outbound.h"

namespace dunlin::server {

/// /healthz: the process answers. /readyz: both databases answer a query; 503 with the
/// failing parts named otherwise. Ages and counts of the queue are told, not judged.
net::Response healthz();
Task<net::Response> readyz(db::Database main, db::Database journal, const Clock& clock);

}  // namespace dunlin::server
