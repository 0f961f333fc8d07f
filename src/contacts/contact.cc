#include "contacts/contacts.h"

namespace dunlin::contacts {

std::string Contact::display_name() const {
  constexpr std::size_t kShown = 4;
  if (!profile.username.empty()) return "@" + profile.username;
  if (!profile.name.empty()) return profile.name;
  return "Instagram user …" + igsid.substr(igsid.size() > kShown ? igsid.size() - kShown : 0);
}

bool wants_profile(const Contact& contact, Instant now) {
  if (contact.profile_due_at) return false;
  return !contact.profile_read_at || now - *contact.profile_read_at >= kProfileAge;
}

}  // namespace dunlin::contacts
