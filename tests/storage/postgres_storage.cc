#include "tests/storage/postgres_storage.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "db/migrate.h"
#include "tests/storage/postgres_cluster.h"

namespace dunlin::testing {
namespace {

class EvenRandom final : public Random {
 public:
  void fill(std::span<std::byte> out) override { std::ranges::fill(out, std::byte{0x80}); }
};

void migrate_database(const std::string& url, const std::string& set) {
  const auto migrations = db::migration_set(set, db::Engine::postgres);
  const auto report = db::migrate_postgres(Secret<>(url), migrations.value());
  if (!report.ok()) check_failed_with(report.error());
}

/// A database that holds dunlin_now_us() alone.
const std::string& empty_template() {
  static const std::string name = [] {
    PostgresCluster& cluster = PostgresCluster::instance();
    std::string made = cluster.create_database("template1");
    const auto report =
        db::migrate_postgres(Secret<>(cluster.url(made)), {.name = "none", .migrations = {}});
    if (!report.ok()) check_failed_with(report.error());
    return made;
  }();
  return name;
}

const std::string& migrated_template() {
  static const std::string name = [] {
    PostgresCluster& cluster = PostgresCluster::instance();
    std::string made = cluster.create_database("template1");
    migrate_database(cluster.url(made), "main");
    migrate_database(cluster.url(made), "journal");
    return made;
  }();
  return name;
}

std::shared_ptr<db::Backend> open_pool(const std::string& url, const Clock& clock,
                                       int connections) {
  return db::open_postgres({.url = Secret<>(url),
                            .clock = clock,
                            .random = storage_random(),
                            .connections = connections})
      .value();
}

}  // namespace

Random& storage_random() {
  static EvenRandom random;
  return random;
}

std::string fresh_postgres_url(Schema schema) {
  PostgresCluster& cluster = PostgresCluster::instance();
  const bool migrated = schema == Schema::migrated;
  return cluster.url(cluster.create_database(migrated ? migrated_template() : empty_template()));
}

OpenedStorage open_postgres_storage(Schema schema, const Clock& clock) {
  const std::string url = fresh_postgres_url(schema);
  return {.main = open_pool(url, clock, 2), .journal = open_pool(url, clock, 1), .location = url};
}

}  // namespace dunlin::testing
