#include "server/identity.h"

#include "server/first_start.h"

namespace dunlin::server {
namespace {

Scope installation() {
  return workspace::ScopeMaker::for_installation({});
}

}  // namespace

workspace::PersonSeals person_seals(const accounts::Vault& vault) {
  const auto seal = [&vault](PersonId person, const Secret<>& value) {
    const std::string row = to_text(person);
    return vault.seal(installation(), {.table = "person", .row = row, .column = "totp_sealed"},
                      value);
  };
  const auto open = [&vault](PersonId person, std::string_view sealed) {
    const std::string row = to_text(person);
    return vault.open(installation(), {.table = "person", .row = row, .column = "totp_sealed"},
                      sealed);
  };
  return {.seal = seal, .open = open};
}

mail::Seals letter_seals(const accounts::Vault& vault) {
  const auto seal = [&vault](std::int64_t id, const Secret<>& value) {
    const std::string row = std::to_string(id);
    return vault.seal(installation(), {.table = "mail_queued", .row = row, .column = "body"},
                      value);
  };
  const auto open = [&vault](std::int64_t id, std::string_view sealed) {
    const std::string row = std::to_string(id);
    return vault.open(installation(), {.table = "mail_queued", .row = row, .column = "body"},
                      sealed);
  };
  return {.seal = seal, .open = open};
}

workspace::IdentityNeeds identity_needs(const db::Database& main, Seams& seams,
                                        const accounts::Vault& vault,
                                        const IdentitySettings& settings) {
  workspace::IdentityNeeds needs{.database = main,
                                 .seams = &seams,
                                 .passwords = settings.passwords.get(),
                                 .seals = person_seals(vault),
                                 .options = {}};
  needs.options.cookie = settings.cookie;
  needs.options.sign_up = settings.sign_up;
  needs.options.address = settings.public_url;
  needs.options.furnish = furnish_workspace;
  if (settings.carrier) {
    needs.options.post = [seals = letter_seals(vault), ids = &seams.ids,
                          posted = settings.letter_posted](db::Tx& tx, const mail::Letter& letter,
                                                           Instant now) {
      if (posted) tx.after_commit(posted);
      return mail::queue(tx, seals, ids->next_value(), letter, now);
    };
  }
  return needs;
}

}  // namespace dunlin::server
