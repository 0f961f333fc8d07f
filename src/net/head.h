#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "net/http.h"
#include "net/refusal.h"

/// The head of an HTTP/1.1 request: pure functions over bytes, stricter than RFC 9112 wherever two
/// readers of one message could disagree.
namespace dunlin::net {

struct HeadLimits {
  std::size_t request_line_bytes = 8 * 1024;
  std::size_t header_bytes = 16 * 1024;  ///< all field lines together
  std::size_t header_count = 64;
};

struct Head {
  enum class Body { none, length, chunked };
  enum class After { keep_alive, close };

  std::string method;
  std::string target;  ///< as sent, but for absolute-form: path and query only; "*" for OPTIONS
  Headers headers;  ///< values without surrounding white space; Host is that of an absolute target
  Body body = Body::none;
  std::uint64_t content_length = 0;
  After after = After::keep_alive;
  int minor_version = 1;
  bool expects_continue = false;
};

/// Looks for the end of a head in what has arrived so far, and refuses early what can never become
/// one. Give it the same growing buffer again and again; it looks at each byte once.
class HeadScanner {
 public:
  explicit HeadScanner(const HeadLimits& limits) : limits_(limits) {}
  struct Incomplete {};
  struct Complete {
    std::size_t begin = 0;  ///< after an empty line that may precede a request (RFC 9112 §2.2)
    std::size_t end = 0;    ///< after the empty line
  };
  std::variant<Incomplete, Complete, Refusal> scan(std::string_view buffer);
  void reset();

 private:
  std::variant<Incomplete, Complete, Refusal> end_line(std::size_t next);

  HeadLimits limits_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
  std::size_t line_begin_ = 0;
  std::size_t fields_begin_ = 0;
  std::size_t lines_ = 0;
};

/// `bytes` is exactly one head with its empty line.
std::variant<Head, Refusal> parse_head(std::string_view bytes, const HeadLimits& limits = {});

}  // namespace dunlin::net
