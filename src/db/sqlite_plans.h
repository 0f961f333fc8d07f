#pragma once

#include "db/sqlite_connection.h"

namespace dunlin::db {

/// Tells SQLite's planner what it cannot guess: that one workspace may hold nearly all rows of a
/// table, and that every further column of an index narrows them down. Without this it takes a
/// workspace for ten rows and reads all of them where an index was made for the question. The same
/// words for every database, whatever is in it, so that plans never change under an operator
/// (https://www.sqlite.org/optoverview.html, "manual control using sqlite_stat tables").
/// Repeating it changes nothing.
Status tell_planner(SqliteConnection& connection);

}  // namespace dunlin::db
