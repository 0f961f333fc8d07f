#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "db/db.h"
#include "mail/mail.h"

/// What people are told by mail, in their language.
namespace dunlin::workspace {

/// Records a letter in the transaction of its cause; it leaves afterwards.
using PostLetter = std::function<Status(db::Tx&, const mail::Letter&, Instant)>;

enum class LetterKind { reset, sign_up, known_already, invitation };
struct LetterParts {
  LetterKind kind = LetterKind::reset;
  std::string to;
  std::string language;   ///< "fa", else English
  std::string link;       ///< the whole address; empty where there is none
  std::string workspace;  ///< name, of an invitation
};
mail::Letter write_letter(const LetterParts& parts);

}  // namespace dunlin::workspace
