#pragma once

#include "db/open.h"
#include "tests/storage/testing_database.h"

namespace dunlin::testing {

OpenedStorage open_postgres_storage(Schema schema, const Clock& clock);
/// Connections reach it as `url` says; for tests that open their own.
std::string fresh_postgres_url(Schema schema);
/// Jitter is all that it is used for.
Random& storage_random();

}  // namespace dunlin::testing
