#pragma once

#include <string>
#include <string_view>

#include "graph/graph.h"

/// Hashes by which a send is told from others and found again.
namespace dunlin::outbound {

std::string sha256_hex(std::string_view bytes);
/// Of send_body(): what exactly is about to leave.
std::string body_hash(std::string_view body);
/// Of the text that an echo or a read-back carries, without white space around it (Instagram trims
/// it).
std::string echo_hash(std::string_view text);

/// How an echo of this content looks: its text, or an attachment that may come without text.
enum class EchoShape { text = 0, attachment = 1 };
EchoShape echo_shape(const graph::Content& content);

}  // namespace dunlin::outbound
