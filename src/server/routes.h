#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/seams.h"
#include "db/db.h"
#include "net/http.h"
#include "net/router.h"
#include "workspace/endpoint.h"
#include "workspace/workspace.h"

namespace dunlin::server {

/// The API's routes: finds the endpoint, authenticates, checks access and idempotency, reads the
/// body, turns errors into problems (RFC 9457).
class Routes {
 public:
  Routes(db::Database database, const Clock& clock, std::vector<workspace::Endpoint> endpoints);
  Task<net::Response> handle(const net::Request& request);
  [[nodiscard]] std::size_t body_limit(std::string_view method, std::string_view path) const;
  [[nodiscard]] const std::vector<workspace::Endpoint>& endpoints() const { return endpoints_; }

 private:
  Task<void> note_use(workspace::Authenticated who, Instant now);
  Task<Result<workspace::Reply>> run(const workspace::Endpoint& endpoint, workspace::Call call);
  Task<Result<workspace::Reply>> run_once(const workspace::Endpoint& endpoint,
                                          workspace::Call call);

  db::Database database_;
  const Clock& clock_;
  std::vector<workspace::Endpoint> endpoints_;
  net::Router router_;
};

}  // namespace dunlin::server
