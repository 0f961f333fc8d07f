#pragma once

#include <string>
#include <string_view>

#include "net/head.h"
#include "net/http.h"
#include "net/refusal.h"

/// Answers as bytes of HTTP/1.1.
namespace dunlin::net {

/// How the end of the body is told.
enum class Framing { length, chunked, until_close, no_body };

struct AnswerFrame {
  Framing framing = Framing::length;
  Head::After after = Head::After::close;
  std::string_view date;  ///< IMF-fixdate
};

Framing framing_of(const Response& response, const Head& request);

/// Status line and fields. Fields of the handler that could break the message (framing, connection,
/// date, malformed names or values) are left out.
void append_answer_head(std::string& out, const Response& response, const AnswerFrame& frame);
void append_chunk(std::string& out, std::string_view part);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

/// A problem document (RFC 9457) whose code is the status in words ("net.bad_request").
Response refusal_answer(const Refusal& refusal);

}  // namespace dunlin::net
