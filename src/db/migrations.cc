#include "db/migrations.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <sodium/crypto_hash_sha256.h>

namespace dunlin::db {
namespace {

std::string checksum_of(std::string_view text) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size());
  std::string hex;
  for (const unsigned char byte : digest) hex += fmt::format("{:02x}", byte);
  return hex;
}

Error bad_file(const MigrationFile& file, std::string_view why) {
  return Error(Code::internal, "db.migrations",
               fmt::format("migrations/{}/{}: {}", file.set, file.name, why));
}

bool is_of(const MigrationFile& file, Engine engine) {
  const auto other = engine == Engine::sqlite ? ".postgres.sql" : ".sqlite.sql";
  return !file.name.ends_with(other);
}

/// "start" of "0001_start.sqlite.sql".
std::string title_of(std::string_view file_name) {
  const auto from = file_name.find('_') + 1;
  return std::string(file_name.substr(from, file_name.find('.') - from));
}

Result<Migration> parse(const MigrationFile& file) {
  int number = 0;
  const char* begin = file.name.data();
  const auto [end, fault] = std::from_chars(begin, begin + file.name.size(), number);
  if (fault != std::errc{} || end - begin != 4 || !file.name.substr(4).starts_with('_')) {
    return bad_file(file, "the name is not NNNN_title.sql");
  }
  return Migration{.number = number,
                   .name = title_of(file.name),
                   .text = std::string(file.text),
                   .checksum = checksum_of(file.text)};
}

}  // namespace

Result<MigrationSet> migration_set(std::span<const MigrationFile> files, std::string_view set,
                                   Engine engine) {
  MigrationSet out{.name = std::string(set), .migrations = {}};
  for (const MigrationFile& file : files) {
    if (file.set != set || !is_of(file, engine)) continue;
    DUNLIN_TRY(auto migration, parse(file));
    out.migrations.push_back(std::move(migration));
  }
  std::ranges::sort(out.migrations, {}, &Migration::number);
  for (std::size_t i = 0; i < out.migrations.size(); ++i) {
    if (out.migrations[i].number != static_cast<int>(i) + 1) {
      return Error(Code::internal, "db.migrations",
                   fmt::format("The migrations of {} are not numbered 1, 2, … once each", set));
    }
  }
  return out;
}

Result<MigrationSet> migration_set(std::string_view set, Engine engine) {
  return migration_set(embedded_migrations(), set, engine);
}

Result<std::span<const Migration>> pending_migrations(const MigrationSet& set,
                                                      std::span<const AppliedMigration> applied) {
  if (applied.size() > set.migrations.size()) {
    return Error(Code::conflict, "db.newer_schema",
                 fmt::format("The database was made by a newer Dunlin: its {} schema is number {}, "
                             "this program knows {}",
                             set.name, applied.size(), set.migrations.size()))
        .hinting("Start the newer version, or restore the backup made before its first start");
  }
  for (std::size_t i = 0; i < applied.size(); ++i) {
    const Migration& known = set.migrations[i];
    if (applied[i].number == known.number && applied[i].checksum == known.checksum) continue;
    return Error(Code::conflict, "db.migration_changed",
                 fmt::format("Migration {:04}_{} of {} is not the one that made this database",
                             known.number, known.name, set.name))
        .hinting("Migrations are never edited once released: start the version that made it");
  }
  return std::span(set.migrations).subspan(applied.size());
}

}  // namespace dunlin::db
