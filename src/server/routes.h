#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/seams.h"
#include "db/db.h"
#include "net/http.h"
#include "net/router.h"
#include "workspace/authenticate.h"
#include "workspace/cookie.h"
#include "workspace/endpoint.h"

namespace dunlin::server {

/// The API's routes: finds the endpoint, recognises who calls (a key, a session, nobody), refuses
/// what does not come from a page of this server, checks access and idempotency, reads the body,
/// turns errors into problems (RFC 9457).
class Routes {
 public:
  Routes(db::Database database, Seams& seams, std::vector<workspace::Endpoint> endpoints,
         workspace::CookieKind cookie = workspace::CookieKind::plain);
  Task<net::Response> handle(const net::Request& request);
  [[nodiscard]] std::size_t body_limit(std::string_view method, std::string_view path) const;
  [[nodiscard]] const std::vector<workspace::Endpoint>& endpoints() const { return endpoints_; }

 private:
  /// Nobody, where the endpoint is for everyone and what was claimed holds no longer.
  Task<Result<workspace::Recognised>> recognise(workspace::Claims claims,
                                                const workspace::Endpoint* endpoint, Instant now);
  [[nodiscard]] workspace::Claims claims_of(const net::Request& request,
                                            const workspace::Endpoint* endpoint) const;
  Task<net::Response> serve(const workspace::Endpoint& endpoint,
                            const std::vector<std::string>& captured,
                            const workspace::Recognised& caller, const workspace::Claims& claims,
                            const net::Request& request);
  /// The same caller, in the same workspace, with the same right.
  Task<Status> ask_again(workspace::Claims claims, const workspace::Endpoint* endpoint,
                         WorkspaceId workspace);
  Task<Status> find_named(const workspace::Endpoint& endpoint, const workspace::Call& call);
  Task<void> note_use(workspace::Recognised caller, Instant now);
  Task<Result<workspace::Reply>> run(const workspace::Endpoint& endpoint, workspace::Call call);
  Task<Result<workspace::Reply>> run_once(const workspace::Endpoint& endpoint,
                                          workspace::Call call);

  db::Database database_;
  Seams& seams_;
  std::vector<workspace::Endpoint> endpoints_;
  net::Router router_;
  workspace::CookieKind cookie_;
};

}  // namespace dunlin::server
