#pragma once

#include <memory>
#include <string>

#include "tests/support/plain_seams.h"
#include "workspace/sign_in.h"

/// People for tests, with passwords that are cheap to hash and seals that seal nothing.
namespace dunlin::testing {

inline std::unique_ptr<workspace::Passwords> cheap_passwords() {
  static SeededRandom random;
  return workspace::inline_passwords(random, {.memory_bytes = 8192, .passes = 1});
}

inline workspace::PersonSeals open_seals() {
  return {.seal = [](PersonId, const Secret<>& value) { return "sealed" + value.reveal(); },
          .open = [](PersonId, std::string_view sealed) -> Result<Secret<>> {
            return Secret<>(std::string(sealed.substr(6)));
          }};
}

/// `passwords` and `seams` outlive it.
inline workspace::IdentityNeeds identity_needs(const db::Database& database, Seams& seams,
                                               workspace::Passwords& passwords) {
  return {.database = database,
          .seams = &seams,
          .passwords = &passwords,
          .seals = open_seals(),
          .options = {.cookie = workspace::CookieKind::plain,
                      .sign_up = workspace::SignUp::invite,
                      .address = "http://localhost:8080"}};
}

}  // namespace dunlin::testing
