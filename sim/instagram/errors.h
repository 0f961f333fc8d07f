#pragma once

#include <string>
#include <string_view>

#include "net/http.h"
#include "sim/instagram/options.h"

/// The error bodies of INSTAGRAM §8.2.
namespace dunlin::instagram {

struct GraphError {
  enum class Cause { call, limit };
  int code = 0;
  int subcode = 0;
  std::string message{};
  Cause cause = Cause::call;  ///< limit: the caller passed a limit or ignored a throttle
};

/// With the wording of the table, or `message` instead.
GraphError graph_error(int code, int subcode = 0, std::string_view message = {});
/// code 100 with "(#100) " in front.
GraphError bad_parameter(std::string_view message, int subcode = 0);

int http_status(const GraphError& error, Switches::ErrorStatus statuses);
/// {"error":{…}} with status and WWW-Authenticate where Meta sends it.
net::Response to_response(const GraphError& error, const Switches& switches,
                          std::string_view trace_id);

/// The other shape, of the OAuth host (INSTAGRAM §1.1).
net::Response oauth_error(int status, std::string_view message);

}  // namespace dunlin::instagram
