#include "workspace/change_email.h"

namespace dunlin::workspace {
namespace {

Status tell_old_address(db::Tx& tx, const IdentityNeeds& needs, const Person& before,
                        const std::string& email, Instant now) {
  if (!needs.options.post) return {};
  return needs.options.post(tx, letter_to_old_address(before, email), now);
}

}  // namespace

Task<Status> change_email(IdentityNeeds needs, PersonScope self, SessionId session,
                          EmailAsked asked, AtDoor door) {
  auto proved = co_await prove_password(needs, self, std::move(asked.password));
  if (!proved) co_return proved.error();
  const Instant now = needs.seams->clock.now();
  const auto work = [needs, self, session, email = asked.email, door, now](db::Tx& tx) -> Status {
    DUNLIN_TRY(const Person before, load_person(tx, self));
    DUNLIN_CHECK(set_email(tx, self, email));
    if (fold_email(before.email) != fold_email(email)) {
      DUNLIN_CHECK(end_sessions(tx, self, session));
      DUNLIN_CHECK(tell_old_address(tx, needs, before, email, now));
    }
    const Scope own =
        ScopeMaker::for_installation({.kind = Actor::Kind::person, .id = to_text(self.person())});
    return record_change(tx, own, door.trail,
                         {.object = to_text(self.person()),
                          .before = json::Object{{"email", before.email}},
                          .after = json::Object{{"email", email}}});
  };
  co_return co_await needs.database.write(work, db::Priority::people);
}

}  // namespace dunlin::workspace
