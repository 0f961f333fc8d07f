#pragma once

#include <optional>
#include <string_view>

#include "net/http.h"

namespace dunlin::server {

/// api/openapi.yaml, as compiled into the program.
std::string_view openapi_text();

/// GET /api/openapi.yaml and /api/docs (the same as a readable page); nothing for other requests.
/// Public: they hold no data.
std::optional<net::Response> api_page(const net::Request& request);

}  // namespace dunlin::server
