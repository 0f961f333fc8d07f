#pragma once

#include "tests/storage/testing_database.h"

namespace dunlin::testing {

OpenedStorage open_sqlite_storage(Schema schema, const Clock& clock);

}  // namespace dunlin::testing
