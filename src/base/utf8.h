#pragma once

#include <string>
#include <string_view>

namespace dunlin::utf8 {

/// Well-formed by Unicode 15 table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF.
bool valid(std::string_view text);
/// Each ill-formed byte becomes U+FFFD; so does U+0000, which PostgreSQL refuses.
std::string repaired(std::string_view text);
/// The longest prefix of at most `max_bytes` bytes that does not cut a character. `text` is valid.
std::string_view cut(std::string_view text, std::size_t max_bytes);

}  // namespace dunlin::utf8
