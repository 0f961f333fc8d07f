#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "db/tx.h"

namespace dunlin::db {

/// migrations/<set>/<name>, as compiled into the program: `0001_start.sql`, or a pair
/// `0001_start.sqlite.sql` and `0001_start.postgres.sql` where the engines must differ.
struct MigrationFile {
  std::string_view set;
  std::string_view name;
  std::string_view text;
};
std::span<const MigrationFile> embedded_migrations();

struct Migration {
  int number = 0;
  std::string name;
  std::string text;      ///< any number of statements, with fragments; no transaction control
  std::string checksum;  ///< SHA-256 of the text, hex
};

/// What brings one set of tables ("main", "journal") up to date: numbers 1, 2, … without a gap.
struct MigrationSet {
  std::string name;
  std::vector<Migration> migrations;
};

/// Picks an engine's variants. Refuses gaps, repeated numbers and odd file names (db.migrations).
Result<MigrationSet> migration_set(std::span<const MigrationFile> files, std::string_view set,
                                   Engine engine);
/// Of the files in the program.
Result<MigrationSet> migration_set(std::string_view set, Engine engine);

struct AppliedMigration {
  int number = 0;
  std::string checksum;
};

/// What is still to be run. Errors: db.newer_schema when the database knows more than the program,
/// db.migration_changed when an applied migration was edited since.
Result<std::span<const Migration>> pending_migrations(const MigrationSet& set,
                                                      std::span<const AppliedMigration> applied);

}  // namespace dunlin::db
