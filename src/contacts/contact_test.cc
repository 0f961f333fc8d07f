#include <gtest/gtest.h>

#include "contacts/contacts.h"

namespace dunlin::contacts {
namespace {

Contact contact(std::string igsid, std::string username, std::string name) {
  Contact made;
  made.igsid = std::move(igsid);
  made.profile.username = std::move(username);
  made.profile.name = std::move(name);
  return made;
}

TEST(DisplayName, is_the_username_then_the_name_then_the_end_of_the_id) {
  EXPECT_EQ(contact("880011223344556", "ana", "Ana B").display_name(), "@ana");
  EXPECT_EQ(contact("880011223344556", "", "Ana B").display_name(), "Ana B");
  EXPECT_EQ(contact("880011223344556", "", "").display_name(), "Instagram user …4556");
}

TEST(DisplayName, shows_a_short_id_whole) {
  EXPECT_EQ(contact("12", "", "").display_name(), "Instagram user …12");
  EXPECT_EQ(contact("", "", "").display_name(), "Instagram user …");
}

}  // namespace
}  // namespace dunlin::contacts
