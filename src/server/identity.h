#pragma once

#include <memory>
#include <optional>
#include <string>

#include "accounts/vault.h"
#include "mail/mail.h"
#include "workspace/sign_in.h"

namespace dunlin::server {

/// How people come in, as the settings have it.
struct IdentitySettings {
  workspace::CookieKind cookie = workspace::CookieKind::plain;
  workspace::SignUp sign_up = workspace::SignUp::invite;
  std::string public_url;
  std::shared_ptr<mail::Carrier> carrier;  ///< none: no mail is sent
  std::string letters_from;
  std::function<void()> letter_posted;  ///< after the commit
  /// None: passwords are hashed on the App's own thread.
  std::shared_ptr<workspace::Passwords> passwords;
};

/// What belongs to no workspace is sealed as the installation's.
workspace::PersonSeals person_seals(const accounts::Vault& vault);
mail::Seals letter_seals(const accounts::Vault& vault);

/// What the people's endpoints stand on; all of it outlives them.
workspace::IdentityNeeds identity_needs(const db::Database& main, Seams& seams,
                                        const accounts::Vault& vault,
                                        const IdentitySettings& settings);

}  // namespace dunlin::server
