#pragma once

#include <string>
#include <utility>

#include "base/id.h"

namespace dunlin::workspace {

/// Who acts. `id` is a key's, a job's or a person's public id, "system" for the pipeline.
struct Actor {
  enum class Kind { system, api_key, job, person };
  Kind kind = Kind::system;
  std::string id = "system";
};

/// Leave to touch the rows of one workspace: every store function of a feature asks for one. Made
/// in three places only: authentication (workspace/authenticate), routing by the account directory
/// (accounts/), and a claimed job's own row (jobs of a feature).
class Scope {
 public:
  [[nodiscard]] WorkspaceId workspace() const { return workspace_; }
  [[nodiscard]] const Actor& actor() const { return actor_; }

 private:
  friend class ScopeMaker;
  Scope(WorkspaceId workspace, Actor actor) : workspace_(workspace), actor_(std::move(actor)) {}
  WorkspaceId workspace_;
  Actor actor_;
};

/// Leave to touch one person's own account: name, password, sessions, second factor. Made by
/// authentication, and where a person has just proved who they are (a password, a one-time link).
class PersonScope {
 public:
  [[nodiscard]] PersonId person() const { return person_; }

 private:
  friend class ScopeMaker;
  explicit PersonScope(PersonId person) : person_(person) {}
  PersonId person_;
};

/// Leave for statements across workspaces: claiming, intake, counters, retention. Only jobs,
/// intake, outbound's claim and the server's start-up hold one; a test lists its uses.
class NodeScope {
 private:
  friend class ScopeMaker;
  NodeScope() = default;
};

/// The one maker; tools/check_layers.py lists the files that may name it.
class ScopeMaker {
 public:
  static Scope for_workspace(WorkspaceId workspace, Actor actor) {
    return {workspace, std::move(actor)};
  }
  static NodeScope for_node() { return {}; }
  static PersonScope for_person(PersonId person) { return PersonScope(person); }
  /// Of no workspace: nothing is found there. What people do to themselves is audited under it.
  static Scope for_installation(Actor actor) { return {WorkspaceId{}, std::move(actor)}; }
};

}  // namespace dunlin::workspace

namespace dunlin {
using workspace::NodeScope;
using workspace::PersonScope;
using workspace::Scope;
}  // namespace dunlin
