#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "net/refusal.h"

namespace dunlin::net {

/// Decodes a chunked request body (RFC 9112 §7.1) as it arrives. Extensions up to 256 bytes and
/// trailers up to 4 KiB are checked and dropped.
class ChunkDecoder {
 public:
  enum class State { more, done, refused };

  explicit ChunkDecoder(std::size_t max_body_bytes) : max_body_bytes_(max_body_bytes) {}

  /// Takes from the front of `bytes` what belongs to this body and appends its content to `body`.
  State feed(std::string_view& bytes, std::string& body);
  /// After `refused`: 400, or 413 when the body passes its limit.
  [[nodiscard]] const Refusal& refusal() const { return refusal_; }

 private:
  enum class Part {
    size,
    extension,
    size_lf,
    data,
    data_cr,
    data_lf,
    trailer,
    trailer_lf,
    done,
    refused
  };

  void take(char c);
  void take_size(char c);
  void take_extension(char c);
  void end_size_line();
  void take_trailer(char c);
  void end_trailer_line();
  void expect(char c, char wanted, Part next);
  void refuse(int status, std::string_view why);

  std::size_t max_body_bytes_;
  Part part_ = Part::size;
  std::size_t left_ = 0;
  std::size_t total_ = 0;
  std::size_t digits_ = 0;
  std::size_t extension_bytes_ = 0;
  std::size_t trailer_bytes_ = 0;
  std::string trailer_line_;
  Refusal refusal_;
};

}  // namespace dunlin::net
