#pragma once

#include <string>
#include <string_view>

#include "workspace/sign_in.h"

/// Somebody signs in by another e-mail from now on.
namespace dunlin::workspace {

struct EmailAsked {
  std::string email;  ///< as it was written; an address (fold_email)
  Secret<> password;
};
/// Other sessions end, and the links to a new password that the old address was sent; that address
/// is told where mail is set up. One that is theirs already changes nothing but how it is written.
/// auth.wrong_password, auth.too_many_attempts, auth.busy, person.email_taken
Task<Status> change_email(IdentityNeeds needs, PersonScope self, SessionId session,
                          EmailAsked asked, AtDoor door);

/// What the old address is told.
mail::Letter letter_to_old_address(const Person& before, std::string_view email);

/// Links to a new password that were sent before work no more. person.email_taken
Status set_email(db::Tx& tx, const PersonScope& self, std::string_view email);

}  // namespace dunlin::workspace
