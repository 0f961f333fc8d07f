#include <algorithm>

#include <fmt/format.h>

#include "workspace/sign_in.h"
#include "workspace/workspace.h"

namespace dunlin::workspace {
namespace {

Scope as_person(WorkspaceId workspace, const PersonScope& self) {
  return ScopeMaker::for_workspace(workspace,
                                   {.kind = Actor::Kind::person, .id = to_text(self.person())});
}

/// What a newcomer's transaction needs, all of it made before.
struct Newcomer {
  NewPerson person;
  NewcomerAsked asked;
  Begun begun;
  AtDoor door;
  Instant now;
};

Task<Result<Newcomer>> prepare(IdentityNeeds needs, NewcomerAsked asked, Installer installer,
                               AtDoor door) {
  const auto good = check_password(asked.password.reveal(), asked.email, asked.name);
  if (!good) co_return good.error();
  auto hash = co_await needs.passwords->hash(asked.password);
  if (!hash) co_return hash.error();
  const auto id = needs.seams->ids.next<PersonId>();
  const NewPerson person{.id = id,
                         .email = asked.email,
                         .name = asked.name,
                         .password_hash = *std::move(hash),
                         .installer = installer,
                         .language = asked.language};
  co_return Newcomer{.person = person,
                     .asked = std::move(asked),
                     .begun = new_begun(*needs.seams, ScopeMaker::for_person(id)),
                     .door = std::move(door),
                     .now = needs.seams->clock.now()};
}

Status let_in(db::Tx& tx, const Newcomer& in) {
  DUNLIN_CHECK(add_person(tx, ScopeMaker::for_node(), in.person, in.now));
  return begin(tx, in.begun, in.door, in.now);
}

Status own(db::Tx& tx, const Newcomer& in, WorkspaceId workspace) {
  const PersonScope& self = in.begun.self;
  DUNLIN_CHECK(add_member(tx, as_person(workspace, self), self.person(), Role::owner, in.now));
  return set_last_workspace(tx, self, workspace);
}

Status take_over_first(db::Tx& tx, const Newcomer& in) {
  DUNLIN_TRY(const auto known, list_workspaces(tx, ScopeMaker::for_node()));
  if (known.empty()) {
    return Error(Code::internal, "workspace.none", "There is no workspace to take over");
  }
  const Scope scope = as_person(known.front(), in.begun.self);
  if (!in.asked.workspace.empty()) {
    WorkspaceChange change;
    change.name = in.asked.workspace;
    DUNLIN_CHECK(change_workspace(tx, scope, change));
  }
  return own(tx, in, known.front());
}

Status make_workspace_of(db::Tx& tx, const IdentityNeeds& needs, const Newcomer& in,
                         WorkspaceId id) {
  const std::string name = in.asked.workspace.empty() ? in.asked.name : in.asked.workspace;
  DUNLIN_CHECK(create_workspace(tx, ScopeMaker::for_node(), id, name, in.now));
  const Scope scope = as_person(id, in.begun.self);
  if (needs.options.furnish) DUNLIN_CHECK(needs.options.furnish(tx, scope, in.now));
  return own(tx, in, id);
}

template <class Work>
Task<Result<Begun>> finish(db::Database database, Begun begun, Work work) {
  const std::function<Status(db::Tx&)> one_type = work;
  auto done = co_await database.write(one_type, db::Priority::people);
  if (!done) co_return done.error();
  co_return begun;
}

/// Whether a link still works, before the slow work; who has none gets no further.
Task<Result<OneTime>> look(db::Database database, Purpose purpose, Secret<> link, Instant now) {
  const auto work = [purpose, link, now](db::Tx& tx) {
    return look_at_token(tx, ScopeMaker::for_node(), purpose, link.reveal(), now);
  };
  co_return co_await database.read(work);
}

}  // namespace

Task<Result<Begun>> set_up(IdentityNeeds needs, Secret<> link, NewcomerAsked asked, AtDoor door) {
  auto there = co_await look(needs.database, Purpose::set_up, link, needs.seams->clock.now());
  if (!there) co_return there.error();
  auto newcomer = co_await prepare(needs, std::move(asked), Installer::yes, std::move(door));
  if (!newcomer) co_return newcomer.error();
  const auto work = [in = *newcomer, link](db::Tx& tx) -> Status {
    DUNLIN_CHECK(use_token(tx, ScopeMaker::for_node(), Purpose::set_up, link.reveal(), in.now));
    DUNLIN_CHECK(let_in(tx, in));
    return take_over_first(tx, in);
  };
  co_return co_await finish(needs.database, newcomer->begun, work);
}

Task<Result<Begun>> sign_up(IdentityNeeds needs, Secret<> link, NewcomerAsked asked, AtDoor door) {
  if (needs.options.sign_up != SignUp::open) {
    co_return Error(Code::forbidden, "auth.sign_up_closed", "People come here by invitation.")
        .hinting("Ask an owner or an admin of the workspace to invite you.");
  }
  const bool by_mail = static_cast<bool>(needs.options.post);
  if (by_mail) {
    auto there = co_await look(needs.database, Purpose::sign_up, link, needs.seams->clock.now());
    if (!there) co_return there.error();
    asked.email = there->email;
  }
  auto newcomer = co_await prepare(needs, std::move(asked), Installer::no, std::move(door));
  if (!newcomer) co_return newcomer.error();
  const auto id = needs.seams->ids.next<WorkspaceId>();
  const auto work = [needs, in = *newcomer, link, by_mail, id](db::Tx& tx) -> Status {
    const NodeScope node = ScopeMaker::for_node();
    if (by_mail) DUNLIN_CHECK(use_token(tx, node, Purpose::sign_up, link.reveal(), in.now));
    DUNLIN_CHECK(let_in(tx, in));
    return make_workspace_of(tx, needs, in, id);
  };
  co_return co_await finish(needs.database, newcomer->begun, work);
}

namespace {

Result<Invited> look_at_invitation(db::Tx& tx, std::string_view token, Instant now) {
  const NodeScope node = ScopeMaker::for_node();
  DUNLIN_TRY(const OpenInvitation open, find_invitation(tx, node, token, now));
  const std::string folded = fold_email(open.invitation.email).value_or("");
  DUNLIN_TRY(const auto known, find_credentials(tx, node, folded));
  return Invited{.open = open, .known = known.has_value()};
}

Status note_joined(db::Tx& tx, const OpenInvitation& open, const PersonScope& self,
                   const AtDoor& door) {
  Trail trail = door.trail;
  trail.under = Trail::Under::workspace;
  trail.action = "invitation.accept";
  return record_change(tx, as_person(open.workspace, self), trail,
                       {.object = to_text(self.person()),
                        .after = json::Object{{"role", name(open.invitation.role)}}});
}

}  // namespace

Task<Result<Invited>> show_invitation(IdentityNeeds needs, Secret<> token) {
  const Instant now = needs.seams->clock.now();
  const auto work = [token, now](db::Tx& tx) {
    return look_at_invitation(tx, token.reveal(), now);
  };
  co_return co_await needs.database.read(work);
}

Task<Result<Begun>> accept_as_newcomer(IdentityNeeds needs, Secret<> token, NewcomerAsked asked,
                                       AtDoor door) {
  auto invited = co_await show_invitation(needs, token);
  if (!invited) co_return invited.error();
  if (invited->known) {
    co_return Error(Code::conflict, "auth.sign_in_first", "You have a sign-in here already.")
        .hinting("Sign in first, then open the invitation again.");
  }
  asked.email = invited->open.invitation.email;
  const auto joined_id = needs.seams->ids.next<AuditId>();
  auto newcomer = co_await prepare(needs, std::move(asked), Installer::no, std::move(door));
  if (!newcomer) co_return newcomer.error();
  const auto work = [in = *newcomer, open = invited->open, joined_id](db::Tx& tx) -> Status {
    DUNLIN_CHECK(let_in(tx, in));
    AtDoor joined = in.door;
    joined.trail.id = joined_id;
    DUNLIN_CHECK(note_joined(tx, open, in.begun.self, joined));
    return accept_invitation(tx, open, in.begun.self, in.now);
  };
  co_return co_await finish(needs.database, newcomer->begun, work);
}

Task<Status> accept_as_known(IdentityNeeds needs, Secret<> token, PersonScope self, AtDoor door) {
  const Instant now = needs.seams->clock.now();
  const auto work = [token, self, door, now](db::Tx& tx) -> Status {
    DUNLIN_TRY(const OpenInvitation open,
               find_invitation(tx, ScopeMaker::for_node(), token.reveal(), now));
    DUNLIN_TRY(const Person person, load_person(tx, self));
    if (fold_email(person.email) != fold_email(open.invitation.email)) {
      return Error(Code::forbidden, "invitation.for_another",
                   "This invitation is for another e-mail than yours.")
          .hinting("Sign out and open it again, or ask for one to your e-mail.");
    }
    DUNLIN_CHECK(note_joined(tx, open, self, door));
    return accept_invitation(tx, open, self, now);
  };
  co_return co_await needs.database.write(work, db::Priority::people);
}

Status make_workspace(db::Tx& tx, const IdentityOptions& options, const NewWorkspace& made) {
  const PersonScope& self = made.owner;
  DUNLIN_TRY(const Person person, load_person(tx, self));
  DUNLIN_TRY(const auto all, memberships(tx, self));
  const bool owns =
      std::ranges::any_of(all, [](const Membership& one) { return one.role == Role::owner; });
  if (!owns && person.installer == Installer::no && options.sign_up != SignUp::open) {
    return Error(Code::forbidden, "workspace.not_yours_to_make",
                 "Workspaces are made here by those who own one.")
        .hinting("Ask whoever runs the server, or an owner.");
  }
  DUNLIN_CHECK(create_workspace(tx, ScopeMaker::for_node(), made.id, made.name, made.now));
  const Scope scope = as_person(made.id, self);
  if (options.furnish) DUNLIN_CHECK(options.furnish(tx, scope, made.now));
  DUNLIN_CHECK(add_member(tx, scope, self.person(), Role::owner, made.now));
  return set_last_workspace(tx, self, made.id);
}

Result<std::string> post_invitation_letter(db::Tx& tx, const IdentityNeeds& needs,
                                           const Scope& scope, const NewInvitation& invitation,
                                           const LetterTo& to, Instant now) {
  const std::string link = fmt::format("{}/join#link={}", to.address, invitation.token.reveal());
  if (!needs.options.post) return link;
  DUNLIN_TRY(const Workspace workspace, load_workspace(tx, scope));
  const auto letter = write_letter({.kind = LetterKind::invitation,
                                    .to = invitation.email,
                                    .language = to.language,
                                    .link = link,
                                    .workspace = workspace.name});
  DUNLIN_CHECK(needs.options.post(tx, letter, now));
  return link;
}

Result<bool> nobody_yet(db::Tx& tx) {
  DUNLIN_TRY(const bool somebody, any_person(tx, ScopeMaker::for_node()));
  return !somebody;
}

Task<Result<Secret<>>> make_set_up_link(IdentityNeeds needs) {
  const Instant now = needs.seams->clock.now();
  const Secret<> value(needs.seams->random.token());
  const auto work = [value, now](db::Tx& tx) -> Status {
    const NodeScope node = ScopeMaker::for_node();
    DUNLIN_TRY(const bool somebody, any_person(tx, node));
    if (somebody) {
      return Error(Code::conflict, "auth.set_up_already", "This installation is set up already")
          .hinting("Who cannot sign in gets a link with: dunlin reset-password <e-mail>");
    }
    const OneTime link{.purpose = Purpose::set_up,
                       .person = std::nullopt,
                       .email = "",
                       .expires_at = now + kSetUpLinkLife};
    return issue_token(tx, node, link, value, now);
  };
  auto done = co_await needs.database.write(work, db::Priority::people);
  if (!done) co_return done.error();
  co_return value;
}

}  // namespace dunlin::workspace
