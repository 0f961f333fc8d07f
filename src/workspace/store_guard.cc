#include <map>

#include <fmt/format.h>

#include "net/address.h"
#include "net/signature.h"
#include "workspace/decide_lockout.h"
#include "workspace/guard.h"
#include "workspace/identity.h"

namespace dunlin::workspace {
namespace {

std::string hash_of(std::string_view kind, std::string_view text) {
  return net::to_hex(net::sha256(fmt::format("{}:{}", kind, text)));
}

/// The row, locked until the end of the transaction.
Result<Failures> lock_failures(db::Tx& tx, std::string_view subject) {
  DUNLIN_CHECK(
      tx.run("INSERT INTO sign_in_guard (subject, failures, last_at) VALUES ($1, 0, 0) "
             "ON CONFLICT (subject) DO NOTHING",
             subject));
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT failures, last_at FROM sign_in_guard WHERE subject = $1 {for_update}",
                      subject));
  return Failures{.count = rows.front().get<int>(0), .last_at = rows.front().get<Instant>(1)};
}

Error too_many(Instant until, Instant now) {
  const auto wait = std::chrono::ceil<std::chrono::seconds>(until - now).count();
  return Error(Code::rate_limited, "auth.too_many_attempts", "There were too many attempts.")
      .hinting(fmt::format("Wait {} second{}, then try again.", wait, wait == 1 ? "" : "s"));
}

Status count(db::Tx& tx, std::string_view subject, int free, Instant now) {
  DUNLIN_TRY(const Failures known, lock_failures(tx, subject));
  if (const auto until = locked_until(known, free, now)) return too_many(*until, now);
  return tx.run("UPDATE sign_in_guard SET failures = $2, last_at = $3 WHERE subject = $1", subject,
                counting(known, now).count + 1, now);
}

}  // namespace

std::string guarded_email(std::string_view folded) {
  return hash_of("email", folded);
}

std::string guarded_person(PersonId person) {
  return hash_of("person", to_text(person));
}

std::string guarded_address(std::string_view address) {
  auto parsed = net::parse_address(address);
  if (!parsed) return hash_of("address", address);
  if (!net::is_ipv4(*parsed)) {
    for (std::size_t i = 8; i < parsed->bytes.size(); ++i) parsed->bytes.at(i) = 0;
  }
  return hash_of("address", net::to_text(*parsed));
}

Status begin_attempt(db::Tx& tx, const NodeScope&, std::string_view subject,
                     std::string_view address, Instant now) {
  DUNLIN_CHECK(count(tx, subject, kFreeOfAccount, now));
  if (address.empty()) return {};
  return count(tx, address, kFreeOfAddress, now);
}

Status forgive(db::Tx& tx, const NodeScope&, std::string_view subject, std::string_view address) {
  DUNLIN_CHECK(tx.run("DELETE FROM sign_in_guard WHERE subject = $1", subject));
  if (address.empty()) return {};
  return tx.run(
      "UPDATE sign_in_guard SET failures = failures - 1 WHERE subject = $1 AND failures > 0",
      address);
}

Result<std::vector<GuessedAt>> guessed_at(db::Tx& tx, const Scope& scope, int failures,
                                          Instant since) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT subject, failures FROM sign_in_guard WHERE last_at >= $1 AND failures >= $2
    ORDER BY last_at DESC LIMIT 1000)sql",
                                           since, failures));
  std::vector<GuessedAt> out;
  if (rows.empty()) return out;
  std::map<std::string, int, std::less<>> counts;
  for (const db::Row& row : rows) counts[row.get<std::string>(0)] = row.get<int>(1);
  DUNLIN_TRY(const auto members, list_members(tx, scope));
  for (const Member& member : members) {
    const auto folded = fold_email(member.email);
    const auto found = folded ? counts.find(guarded_email(*folded)) : counts.end();
    if (found == counts.end()) continue;
    out.push_back({.person = member.person, .name = member.name, .failures = found->second});
  }
  return out;
}

}  // namespace dunlin::workspace
