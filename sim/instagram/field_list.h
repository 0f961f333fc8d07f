#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "json/json.h"
#include "sim/instagram/errors.h"

namespace dunlin::instagram {

/// One name of `fields=id,messages.limit(5){from,text}`.
struct Field {
  std::string name{};
  std::optional<int> limit{};
  std::vector<Field> inner{};
};

/// At most 4 deep and 100 names. Errors: code 100.
std::variant<std::vector<Field>, GraphError> parse_fields(std::string_view text);

/// "(#100) Tried accessing nonexisting field (x)" for the first that is not among `known`.
std::optional<GraphError> refuse_unknown_fields(const std::vector<Field>& fields,
                                                std::initializer_list<std::string_view> known);
const Field* find_field(const std::vector<Field>& fields, std::string_view name);

/// The wanted members of `all`, in the order asked for, and its id always.
json::Object pick(const json::Object& all, const std::vector<Field>& fields);

}  // namespace dunlin::instagram
