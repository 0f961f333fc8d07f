#pragma once

#include <string_view>
#include <vector>

#include "net/http.h"

/// Small readers of header fields (RFC 9110 §5.6).
namespace dunlin::net {

constexpr char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
bool equal_ignoring_case(std::string_view a, std::string_view b);
/// Without spaces and tabs around it.
std::string_view trimmed(std::string_view text);
/// The elements of the comma lists in all fields of this name, in order, empty ones too.
std::vector<std::string_view> list_elements(const Headers& headers, std::string_view name);

bool is_token(std::string_view text);
/// Visible characters, spaces, tabs and bytes above 0x7F.
bool is_field_value(std::string_view text);
/// Characters that RFC 3986 allows in a request target; no '#'.
bool is_target_text(std::string_view text);

}  // namespace dunlin::net
