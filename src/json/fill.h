#pragma once

#include <string>
#include <string_view>

#include "json/json.h"

namespace dunlin::json {

/// A sentence with the values in the place of their {names}; what is not among them is left out,
/// with the blank before it when it ends the sentence.
std::string fill(std::string_view words, const Object& values);

}  // namespace dunlin::json
