#include "net/signature.h"
#include "workspace/identity.h"

namespace dunlin::workspace {
namespace {

std::string hash_of(std::string_view value) {
  return net::to_hex(net::sha256(value));
}

Error link_ended(Purpose purpose) {
  Error ended(Code::not_found, "auth.link_ended",
              "This works no more: it was used, or is too old.");
  switch (purpose) {
    case Purpose::set_up:
      return std::move(ended).hinting("Make a new link with: dunlin setup-link");
    case Purpose::reset:
      return std::move(ended).hinting("Ask for a new link where you sign in.");
    case Purpose::second_factor:
      return std::move(ended).hinting("Sign in anew with your password.");
    case Purpose::sign_up:
      return std::move(ended).hinting("Sign up once more.");
  }
  return ended;
}

OneTime from_row(const db::Row& row, Purpose purpose) {
  return OneTime{.purpose = purpose,
                 .person = row.get<std::optional<PersonId>>(0),
                 .email = row.get<std::string>(1),
                 .expires_at = row.get<Instant>(2)};
}

}  // namespace

Status issue_token(db::Tx& tx, const NodeScope&, const OneTime& token, const Secret<>& value,
                   Instant now) {
  if (token.purpose == Purpose::set_up) {
    DUNLIN_CHECK(tx.run("DELETE FROM one_time_token WHERE purpose = $1", token.purpose));
  } else if (token.purpose == Purpose::reset) {
    // Nobody's too, so that it takes as long.
    DUNLIN_CHECK(tx.run("DELETE FROM one_time_token WHERE person_id = $1 AND purpose = $2",
                        token.person.value_or(PersonId{}), token.purpose));
  }
  return tx.run(R"sql(
    INSERT INTO one_time_token (token_hash, purpose, person_id, email, tries, created_at, expires_at)
    VALUES ($1, $2, $3, $4, 0, $5, $6))sql",
                hash_of(value.reveal()), token.purpose, token.person, token.email, now,
                token.expires_at);
}

Result<OneTime> look_at_token(db::Tx& tx, const NodeScope&, Purpose purpose, std::string_view value,
                              Instant now) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT person_id, email, expires_at FROM one_time_token
    WHERE token_hash = $1 AND purpose = $2 AND expires_at > $3)sql",
                                           hash_of(value), purpose, now));
  if (rows.empty()) return link_ended(purpose);
  return from_row(rows.front(), purpose);
}

Result<OneTime> use_token(db::Tx& tx, const NodeScope&, Purpose purpose, std::string_view value,
                          Instant now) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    DELETE FROM one_time_token WHERE token_hash = $1 AND purpose = $2 AND expires_at > $3
    RETURNING person_id, email, expires_at)sql",
                                           hash_of(value), purpose, now));
  if (rows.empty()) return link_ended(purpose);
  return from_row(rows.front(), purpose);
}

Result<OneTime> try_token(db::Tx& tx, const NodeScope&, Purpose purpose, std::string_view value,
                          int most, Instant now) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    UPDATE one_time_token SET tries = tries + 1
    WHERE token_hash = $1 AND purpose = $2 AND expires_at > $3 AND tries < $4
    RETURNING person_id, email, expires_at)sql",
                                           hash_of(value), purpose, now, most));
  if (rows.empty()) return link_ended(purpose);
  return from_row(rows.front(), purpose);
}

}  // namespace dunlin::workspace
