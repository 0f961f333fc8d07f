#include "net/signature.h"
#include "workspace/second_factor.h"

namespace dunlin::workspace {
namespace {

std::string hash_of(std::string_view code) {
  return net::to_hex(net::sha256(fold_recovery_code(code)));
}

}  // namespace

Status keep_totp(db::Tx& tx, const PersonScope& self, std::string_view sealed) {
  return tx.run("UPDATE person SET totp_sealed = $2, totp_since = NULL WHERE id = $1",
                self.person(), db::Blob{sealed});
}

Status confirm_totp(db::Tx& tx, const PersonScope& self, Instant now) {
  return tx.run("UPDATE person SET totp_since = $2 WHERE id = $1 AND totp_sealed IS NOT NULL",
                self.person(), now);
}

Status drop_totp(db::Tx& tx, const PersonScope& self) {
  DUNLIN_CHECK(tx.run("UPDATE person SET totp_sealed = NULL, totp_since = NULL WHERE id = $1",
                      self.person()));
  DUNLIN_CHECK(tx.run("DELETE FROM totp_step WHERE person_id = $1", self.person()));
  return tx.run("DELETE FROM recovery_code WHERE person_id = $1", self.person());
}

Result<bool> take_totp_step(db::Tx& tx, const PersonScope& self, std::int64_t step) {
  constexpr std::int64_t kKept = 10;
  DUNLIN_CHECK(tx.run("DELETE FROM totp_step WHERE person_id = $1 AND step < $2", self.person(),
                      step - kKept));
  DUNLIN_TRY(const std::int64_t taken,
             tx.change("INSERT INTO totp_step (person_id, step) VALUES ($1, $2) "
                       "ON CONFLICT (person_id, step) DO NOTHING",
                       self.person(), step));
  return taken == 1;
}

Status keep_recovery_codes(db::Tx& tx, const PersonScope& self,
                           const std::vector<std::string>& codes) {
  DUNLIN_CHECK(tx.run("DELETE FROM recovery_code WHERE person_id = $1", self.person()));
  for (const std::string& code : codes) {
    DUNLIN_CHECK(tx.run("INSERT INTO recovery_code (person_id, code_hash) VALUES ($1, $2)",
                        self.person(), hash_of(code)));
  }
  return {};
}

Result<bool> use_recovery_code(db::Tx& tx, const PersonScope& self, std::string_view code,
                               Instant now) {
  DUNLIN_TRY(const std::int64_t used, tx.change(R"sql(
    UPDATE recovery_code SET used_at = $3
    WHERE person_id = $1 AND code_hash = $2 AND used_at IS NULL)sql",
                                                self.person(), hash_of(code), now));
  return used == 1;
}

Result<int> recovery_codes_left(db::Tx& tx, const PersonScope& self) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT count(*) FROM recovery_code WHERE person_id = $1 AND used_at IS NULL",
                      self.person()));
  return rows.front().get<int>(0);
}

}  // namespace dunlin::workspace
