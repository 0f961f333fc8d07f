#pragma once

#include <optional>
#include <string>

#include "workspace/endpoint.h"
#include "workspace/sign_in_rules.h"
#include "workspace/workspace.h"

/// Who calls, by a key or by a session. The one place where a Scope is made for a request.
namespace dunlin::workspace {

/// What a request says about its caller. A request with an Authorization header is a key's,
/// whatever cookies come with it.
struct Claims {
  std::string authorization;
  Secret<> session;
  /// The header Dunlin-Workspace: which one a person means, or which one a key had better be of.
  std::optional<std::string> workspace;
};

struct Recognised {
  Principal who;
  Scope scope;
  std::optional<SignedIn> signed_in;
  ApiKeyId key;               ///< of a key
  bool use_is_stale = false;  ///< the use noted last is over a minute old
  /// Of a person: how the workspace of the call stands to this session.
  Closed closed = Closed::no;
};

/// Only reads. Without any claim: nobody. Errors: auth.missing (an Authorization header that is
/// none), auth.unknown_key, auth.session_ended, workspace.not_found (the same for what is not
/// theirs, what does not exist and what is no id).
Result<Recognised> recognise(db::Tx& tx, const Claims& claims, Instant now);
/// Whether the caller may do what asks for `access`: by role or scope (roles.h), and, for all but
/// what is open to everyone and what is a person's own, by how the workspace lets people sign in.
/// Errors: as check_access and check_open.
Status admit(const Recognised& caller, Access access);
/// In a write of its own; a session's idle end moves with it.
Status note_use(db::Tx& tx, const Recognised& caller, Instant now);

}  // namespace dunlin::workspace
