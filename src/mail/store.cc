#include "mail/store.h"

namespace dunlin::mail {
namespace {

bool one_line(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) return false;
  }
  return true;
}

}  // namespace

Status queue(db::Tx& tx, const Seals& seals, std::int64_t id, const Letter& letter, Instant now) {
  if (letter.to.empty() || letter.to.starts_with('-') || !one_line(letter.to) ||
      !one_line(letter.subject) || letter.to.find_first_of(" <>,;\"") != std::string::npos) {
    return Error(Code::invalid, "mail.address_invalid", "This is no address that mail can go to");
  }
  const std::string sealed = seals.seal(id, Secret<>(letter.text));
  return tx.run(R"sql(
    INSERT INTO mail_queued (id, recipient, subject, body, dropped, attempts, next_at, created_at)
    VALUES ($1, $2, $3, $4, $5, 0, $6, $6))sql",
                id, letter.to, letter.subject, db::Blob{sealed}, letter.fate == Letter::Fate::drop,
                now);
}

Result<std::optional<Waiting>> take_due(db::Tx& tx, Instant now, Instant busy_until) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    UPDATE mail_queued SET attempts = attempts + 1, next_at = $2
    WHERE id IN (SELECT id FROM mail_queued WHERE next_at <= $1 ORDER BY next_at, id LIMIT 1
                 {skip_locked})
    RETURNING id, recipient, subject, body, attempts, created_at, dropped)sql",
                                           now, busy_until));
  if (rows.empty()) return std::optional<Waiting>();
  const db::Row& row = rows.front();
  return std::optional(Waiting{.id = row.get<std::int64_t>(0),
                               .to = row.get<std::string>(1),
                               .subject = row.get<std::string>(2),
                               .sealed = row.get<std::string>(3),
                               .attempts = row.get<int>(4),
                               .created_at = row.get<Instant>(5),
                               .fate = row.get<bool>(6) ? Letter::Fate::drop : Letter::Fate::send});
}

Status forget(db::Tx& tx, std::int64_t id) {
  return tx.run("DELETE FROM mail_queued WHERE id = $1", id);
}

Status put_off(db::Tx& tx, std::int64_t id, Instant next_at) {
  return tx.run("UPDATE mail_queued SET next_at = $2 WHERE id = $1", id, next_at);
}

}  // namespace dunlin::mail
