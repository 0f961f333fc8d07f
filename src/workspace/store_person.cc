#include "workspace/change_email.h"
#include "workspace/identity.h"

namespace dunlin::workspace {
namespace {

/// As `person_from` reads them.
#define DUNLIN_PERSON_COLUMNS                                                           \
  "id, email, name, installer, language, theme, totp_since, workspace_id, created_at, " \
  "disabled_at"

Person person_from(const db::Row& row) {
  return Person{.id = row.get<PersonId>(0),
                .email = row.get<std::string>(1),
                .name = row.get<std::string>(2),
                .installer = row.get<bool>(3) ? Installer::yes : Installer::no,
                .language = row.get<std::string>(4),
                .theme = row.get<std::string>(5),
                .totp_since = row.get<std::optional<Instant>>(6),
                .last_workspace = row.get<std::optional<WorkspaceId>>(7),
                .created_at = row.get<Instant>(8),
                .disabled_at = row.get<std::optional<Instant>>(9)};
}

Credentials credentials_from(const db::Row& row) {
  return Credentials{.person = person_from(row),
                     .password_hash = row.get<std::string>(10),
                     .totp_sealed = row.get<std::optional<std::string>>(11).value_or("")};
}

Error person_missing() {
  return Error(Code::not_found, "person.not_found", "There is no such person");
}

Error email_taken() {
  return Error(Code::conflict, "person.email_taken", "Somebody here has this e-mail already")
      .at("email")
      .hinting("Sign in with it, or take another one.");
}

}  // namespace

Result<PersonScope> add_person(db::Tx& tx, const NodeScope&, const NewPerson& person, Instant now) {
  const std::string folded = fold_email(person.email).value_or("");
  DUNLIN_TRY(const std::int64_t added,
             tx.change(R"sql(
    INSERT INTO person (id, email, email_folded, name, password_hash, installer, language, theme,
                        created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 'system', $8)
    ON CONFLICT (email_folded) DO NOTHING)sql",
                       person.id, person.email, folded, person.name, person.password_hash,
                       person.installer == Installer::yes, person.language, now));
  if (added == 1) return ScopeMaker::for_person(person.id);
  return email_taken();
}

Result<bool> any_person(db::Tx& tx, const NodeScope&) {
  DUNLIN_TRY(const db::Rows rows, tx.query("SELECT id FROM person LIMIT 1"));
  return !rows.empty();
}

Result<Person> load_person(db::Tx& tx, const PersonScope& self) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT " DUNLIN_PERSON_COLUMNS " FROM person WHERE id = $1", self.person()));
  if (rows.empty()) return person_missing();
  return person_from(rows.front());
}

Status change_person(db::Tx& tx, const PersonScope& self, const PersonChange& change) {
  DUNLIN_TRY(const std::int64_t changed,
             tx.change(R"sql(
    UPDATE person SET name = COALESCE(CAST($2 AS TEXT), name),
                      language = COALESCE(CAST($3 AS TEXT), language),
                      theme = COALESCE(CAST($4 AS TEXT), theme)
    WHERE id = $1)sql",
                       self.person(), change.name, change.language, change.theme));
  if (changed == 0) return person_missing();
  return {};
}

Status set_last_workspace(db::Tx& tx, const PersonScope& self, WorkspaceId workspace) {
  return tx.run("UPDATE person SET workspace_id = $2 WHERE id = $1", self.person(), workspace);
}

Result<std::optional<Credentials>> find_credentials(db::Tx& tx, const NodeScope&,
                                                    std::string_view folded) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT " DUNLIN_PERSON_COLUMNS
                      ", password_hash, totp_sealed FROM person WHERE email_folded = $1",
                      folded));
  if (rows.empty()) return std::optional<Credentials>();
  return std::optional(credentials_from(rows.front()));
}

Result<Credentials> load_credentials(db::Tx& tx, const PersonScope& self) {
  DUNLIN_TRY(const db::Rows rows, tx.query("SELECT " DUNLIN_PERSON_COLUMNS
                                           ", password_hash, totp_sealed FROM person WHERE id = $1",
                                           self.person()));
  if (rows.empty()) return person_missing();
  return credentials_from(rows.front());
}

Status set_email(db::Tx& tx, const PersonScope& self, std::string_view email) {
  const std::string folded = fold_email(email).value_or("");
  DUNLIN_TRY(const std::int64_t changed, tx.change(R"sql(
    UPDATE person SET email = $2, email_folded = $3 WHERE id = $1 AND NOT EXISTS (
      SELECT 1 FROM person AS other WHERE other.email_folded = $3 AND other.id <> $1))sql",
                                                   self.person(), email, folded));
  if (changed == 0) return email_taken();
  return tx.run("DELETE FROM one_time_token WHERE person_id = $1 AND purpose = $2", self.person(),
                Purpose::reset);
}

Status set_password(db::Tx& tx, const PersonScope& self, std::string_view hash) {
  return tx.run("UPDATE person SET password_hash = $2 WHERE id = $1", self.person(), hash);
}

}  // namespace dunlin::workspace
