#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "json/json.h"
#include "net/http.h"
#include "workspace/audit.h"
#include "workspace/page.h"
#include "workspace/roles.h"
#include "workspace/scope.h"

/// An HTTP endpoint is data plus a function: a feature's http.cc returns a table of these,
/// server/routes.cc joins the tables, and a test compares them with api/openapi.yaml both ways.
namespace dunlin::workspace {

/// What lets others in asks for the password again after it.
inline constexpr Duration kProofLife = std::chrono::minutes{15};

/// The session of a person who calls.
struct SignedIn {
  PersonScope self;
  SessionId session;
  Instant proved_at;  ///< when they last gave their password
};

/// One authenticated call. `path` has the captured {names}. Where no workspace is asked for (nobody
/// is signed in, or what is the person's own), `scope` may be of none.
struct Call {
  Scope scope;
  bool installer = false;
  std::vector<std::pair<std::string, std::string>> path;
  const net::Request* request = nullptr;
  json::Value body;             ///< null without a body
  std::string idempotency_key;  ///< set when the endpoint requires it
  Principal who{};
  std::optional<SignedIn> signed_in{};
  Trail trail{};
  /// Whether the caller may still do this: for answers that go on for long.
  std::function<Task<Status>()> still_allowed{};

  [[nodiscard]] std::string_view path_value(std::string_view name) const;
  /// The first value of a query parameter, unless it is empty.
  [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
  /// The leave across workspaces of a key with installer rights. Errors: auth.not_allowed.
  [[nodiscard]] Result<NodeScope> node() const;
  /// Where what people do to themselves, and to the installation, is audited.
  [[nodiscard]] Scope installation_log() const;
  /// Before what lets others in (a new key): a person gave the password at most kProofLife ago.
  /// Errors: auth.prove_first.
  [[nodiscard]] Status fresh() const;
  /// The person's leave over their own account. Errors: auth.missing.
  [[nodiscard]] Result<PersonScope> self() const;
  /// `limit` 1…200 (default 50) and `cursor` of a list. Errors: api.limit_invalid.
  [[nodiscard]] Result<int> page_limit() const;
  [[nodiscard]] std::string_view cursor() const;
  /// Both at once, for lists ordered by an instant and an id. Errors: api.limit_invalid,
  /// api.cursor_invalid.
  [[nodiscard]] Result<PageAsked> page() const;
  /// The captured {name} as an id. An id of another kind or a malformed one is api.not_found, as an
  /// unknown one.
  template <class IdType>
  [[nodiscard]] Result<IdType> id(std::string_view name = "id") const {
    const auto found = parse_id<IdType>(path_value(name));
    if (!found) return no_such_thing();
    return *found;
  }

  /// A query parameter as an id, if given. Errors: api.id_invalid.
  template <class IdType>
  [[nodiscard]] Result<std::optional<IdType>> id_parameter(std::string_view name) const {
    const auto text = parameter(name);
    if (!text) return std::optional<IdType>();
    const auto found = parse_id<IdType>(*text);
    if (!found) return malformed_id(name);
    return found;
  }

 private:
  static Error no_such_thing();
  static Error malformed_id(std::string_view name);
};

struct Reply {
  int status = 200;
  json::Value body;
  /// Not JSON (YAML export): both set instead of `body`.
  std::string raw_body, raw_content_type;
  std::vector<std::pair<std::string, std::string>> headers{};
  /// What the audit log says of the change; without it only who, which action and which object.
  std::optional<Changed> changed{};
  /// Writes a body of type `raw_content_type` that has no end yet, instead of `raw_body`.
  std::function<Task<void>(net::BodyStream&)> stream{};
};

/// The usual JSON answer.
Reply reply_with(json::Value body, int status = 200);

/// Where a request may name something of this workspace beside its address. The route table looks
/// it up before the handler is called, so that what is another workspace's is as unknown as any.
struct IdField {
  enum class In { query, body };
  In in = In::body;
  std::string path;       ///< "account"; in a body also "conditions.accounts[]"
  std::string_view kind;  ///< the id's prefix
};

struct Endpoint {
  enum class Idempotency { none, required };
  /// query_too: for what a browser asks without headers of its own (an event stream).
  enum class WorkspaceIn { header, query_too };
  std::string method;
  std::string pattern;  ///< "/api/v1/rules/{id}"
  Access access = Access::read;
  std::function<Task<Result<Reply>>(Call)> handle;
  std::vector<IdField> ids{};
  std::string action{};  ///< what the audit log calls it; empty for what changes nothing
  std::size_t body_limit = 1 << 20;
  Idempotency idempotency = Idempotency::none;
  WorkspaceIn workspace_in = WorkspaceIn::header;
  /// For bodies that are not JSON (YAML import): the handler reads request->body itself.
  bool raw_body = false;
};

/// A row of the table with the usual limits.
Endpoint endpoint(std::string_view method, std::string_view pattern, Access access,
                  std::function<Task<Result<Reply>>(Call)> handle);

/// A row that changes something: `action` is what the audit log calls it ("rule.publish").
Endpoint changing(std::string_view method, std::string_view pattern, Access access,
                  std::string_view action, std::function<Task<Result<Reply>>(Call)> handle);

/// The row, with what it may name.
Endpoint naming(Endpoint row, std::vector<IdField> ids);

/// What most handlers are: a closure over parsed input, in one transaction.
///     return in_read(database, [scope = call.scope](db::Tx& tx) -> Result<Reply> { … });
/// One type for all closures: each type of its own costs the compiler a second.
using InTransaction = std::function<Result<Reply>(db::Tx&)>;
Task<Result<Reply>> in_read(db::Database database, InTransaction work);
/// The way of every change by a person or a key: its entry in the audit log is written in the same
/// transaction (audit.h).
Task<Result<Reply>> in_write(db::Database database, const Call& call, InTransaction work);
/// For a change that is made elsewhere (a replay, a backup): its entry, before it is begun.
Task<Status> note_change(db::Database database, const Call& call);
/// For input that is refused before any transaction.
Task<Result<Reply>> answer(Result<Reply> reply);

/// RFC 9457 problem of an error: {type, title, status, code, detail, field, hint}; empty members
/// are left out. Detail and hint end as sentences do.
int http_status(Code code);
net::Response problem(const Error& error);
/// With a status that no Code stands for: 400, 405, 415, 421.
net::Response problem(const Error& error, int status);

}  // namespace dunlin::workspace
