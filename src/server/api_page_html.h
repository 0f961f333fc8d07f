#pragma once

#include <string>
#include <string_view>

namespace dunlin::server {

/// An OpenAPI 3.1 document as one page without script: the calls by tag with parameters, bodies and
/// answers, then the shapes they name, each with an anchor of its own. Its style is /api/docs.css.
std::string api_page_html(std::string_view openapi_yaml);

}  // namespace dunlin::server
