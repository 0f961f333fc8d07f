#pragma once

#include <optional>
#include <string_view>

#include "net/head.h"

/// The parts of parse_head that judge the fields together.
namespace dunlin::net {

/// "host", "host:port", "[v6]:port": letters, digits, '.', '-', '_' only; no user.
bool is_authority(std::string_view text);

std::optional<Refusal> check_host(const Head& head);
/// Sets body, content_length and after.
std::optional<Refusal> read_framing(Head& head);
std::optional<Refusal> read_expectation(Head& head);

}  // namespace dunlin::net
