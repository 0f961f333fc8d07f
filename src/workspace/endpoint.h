#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "json/json.h"
#include "net/http.h"
#include "workspace/page.h"
#include "workspace/scope.h"

/// An HTTP endpoint is data plus a function: a feature's http.cc returns a table of these,
/// server/routes.cc joins the tables, and a test compares them with api/openapi.yaml both ways.
namespace dunlin::workspace {

/// What a caller must hold. `read` and `write` are scopes of an API key; `installer` is for what is
/// not one workspace's (kill switch of the installation, parked events of unknown accounts).
enum class Access { read, write, installer };

/// One authenticated call. `path` has the captured {names}.
struct Call {
  Scope scope;
  bool installer = false;
  std::vector<std::pair<std::string, std::string>> path;
  const net::Request* request = nullptr;
  json::Value body;             ///< null without a body
  std::string idempotency_key;  ///< set when the endpoint requires it

  [[nodiscard]] std::string_view path_value(std::string_view name) const;
  /// The first value of a query parameter, unless it is empty.
  [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
  /// The leave across workspaces of a key with installer rights. Errors: auth.not_allowed.
  [[nodiscard]] Result<NodeScope> node() const;
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
};

/// The usual JSON answer.
Reply reply_with(json::Value body, int status = 200);

struct Endpoint {
  enum class Idempotency { none, required };
  std::string method;
  std::string pattern;  ///< "/api/v1/rules/{id}"
  Access access = Access::read;
  std::function<Task<Result<Reply>>(Call)> handle;
  std::size_t body_limit = 1 << 20;
  Idempotency idempotency = Idempotency::none;
  /// For bodies that are not JSON (YAML import): the handler reads request->body itself.
  bool raw_body = false;
};

/// A row of the table with the usual limits.
Endpoint endpoint(std::string_view method, std::string_view pattern, Access access,
                  std::function<Task<Result<Reply>>(Call)> handle);

/// What most handlers are: a closure over parsed input, in one transaction.
///     return in_read(database, [scope = call.scope](db::Tx& tx) -> Result<Reply> { … });
/// One type for all closures: each type of its own costs the compiler a second.
using InTransaction = std::function<Result<Reply>(db::Tx&)>;
Task<Result<Reply>> in_read(db::Database database, InTransaction work);
Task<Result<Reply>> in_write(db::Database database, InTransaction work);
/// For input that is refused before any transaction.
Task<Result<Reply>> answer(Result<Reply> reply);

/// RFC 9457 problem of an error: {type, title, status, code, detail, field, hint}; empty members
/// are left out. Detail and hint end as sentences do.
int http_status(Code code);
net::Response problem(const Error& error);
/// With a status that no Code stands for: 400, 405, 415, 421.
net::Response problem(const Error& error, int status);

}  // namespace dunlin::workspace
