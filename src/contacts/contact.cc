#include "contacts/contacts.h"

namespace dunlin::contacts {

std::string Contact::display_name() const {
  constexpr std::size_t kShown = 4;
  if (!username.empty()) return "@" + username;
  if (!name.empty()) return name;
  return "Instagram user …" + igsid.substr(igsid.size() > kShown ? igsid.size() - kShown : 0);
}

}  // namespace dunlin::contacts
