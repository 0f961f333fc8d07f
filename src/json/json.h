#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "base/result.h"

/// JSON in and out: strict (RFC 8259, no duplicate keys, well-formed UTF-8), bounded, with the path
/// of what is wrong in the error ("entry[0].messaging[2].message.mid").
namespace dunlin::json {

using Value = boost::json::value;
using Object = boost::json::object;
using Array = boost::json::array;

struct Limits {
  std::size_t max_depth = 32;
  std::size_t max_nodes = 100'000;
};

/// Errors: json.syntax, json.duplicate_key, json.too_deep, json.too_many_values (Code::invalid).
/// Whole numbers beyond int64/uint64 become doubles; ids never travel as numbers.
Result<Value> parse(std::string_view text, const Limits& limits = {});

std::string print(const Value& value);
/// Non-ASCII as \uXXXX in lowercase, as Meta signs and sends it (INSTAGRAM §2.3).
std::string print_ascii(const Value& value);

}  // namespace dunlin::json
