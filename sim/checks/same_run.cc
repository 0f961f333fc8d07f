#include <fmt/format.h>

#include "net/signature.h"
#include "sim/checks/checks.h"

namespace dunlin::checks {
namespace {

std::string hash(const std::string& text) {
  return net::to_hex(net::sha256(text));
}

/// What a virtual table shows is in tables of its own.
constexpr const char* kTables =
    "SELECT name FROM sqlite_master WHERE type = 'table' AND "
    "substr(sql, 1, 14) <> 'CREATE VIRTUAL' ORDER BY name";

/// Every row of every table, in the order of its key.
void hash_tables(world::World& world, const std::string& file, Verdict& verdict) {
  for (const auto& table : world.query(file, kTables)) {
    std::string all;
    const std::string sql = fmt::format("SELECT * FROM {} ORDER BY 1, 2", table.at(0));
    for (const auto& row : world.query(file, sql)) {
      for (const std::string& value : row) all += value + '\x1f';
      all += '\n';
    }
    verdict.hashes[table.at(0)] = hash(all);
  }
}

void hash_logs(world::World& world, Verdict& verdict) {
  const auto& fake = world.instagram();
  std::string sends, calls, deliveries;
  for (const auto& send : fake.sends().all()) {
    sends += fmt::format("{} {} {} {}\n", send.ordinal, to_us(send.at), send.igsid, send.mid);
  }
  for (const auto& call : fake.calls().all()) {
    calls += fmt::format("{} {} {} {}\n", call.ordinal, to_us(call.at), call.what, call.status);
  }
  for (const auto& delivery : fake.deliveries().all()) {
    deliveries += fmt::format("{} {}\n", delivery.id, delivery.body_sha256);
    for (const auto& attempt : delivery.attempts) {
      deliveries += fmt::format("  {} {} {}\n", to_us(attempt.at), attempt.status, attempt.fault);
    }
  }
  verdict.hashes["the fake's sends"] = hash(sends);
  verdict.hashes["the fake's calls"] = hash(calls);
  verdict.hashes["the fake's deliveries"] = hash(deliveries);
}

}  // namespace

/// R18: one seed, one run.
void hash_everything(world::World& world, Verdict& verdict) {
  hash_tables(world, "dunlin.db", verdict);
  hash_tables(world, "journal.db", verdict);
  hash_logs(world, verdict);
  verdict.hashes["the steps"] =
      fmt::format("{} {}", world.scheduler().steps(), world.scheduler().elapsed().count());
}

std::vector<std::string> differences(const Verdict& one, const Verdict& other) {
  std::vector<std::string> out;
  for (const auto& [name, value] : one.hashes) {
    const auto found = other.hashes.find(name);
    if (found == other.hashes.end() || found->second != value) out.push_back(name);
  }
  return out;
}

}  // namespace dunlin::checks
