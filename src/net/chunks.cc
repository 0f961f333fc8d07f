#include "net/chunks.h"

#include <algorithm>

#include "net/field.h"

namespace dunlin::net {
namespace {

constexpr std::size_t kMaxExtensionBytes = 256;
constexpr std::size_t kMaxTrailerBytes = 4096;
constexpr std::size_t kMaxSizeDigits = 8;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

void ChunkDecoder::refuse(int status, std::string_view why) {
  refusal_ = {status, why};
  part_ = Part::refused;
}

void ChunkDecoder::expect(char c, char wanted, Part next) {
  if (c != wanted) return refuse(400, "A chunk of the body does not end as it must.");
  part_ = next;
}

void ChunkDecoder::take_size(char c) {
  const int value = hex_value(c);
  if (value >= 0) {
    if (++digits_ > kMaxSizeDigits) return refuse(400, "A chunk size has too many digits.");
    left_ = left_ * 16 + static_cast<std::size_t>(value);
  } else if (digits_ > 0 && c == '\r') {
    part_ = Part::size_lf;
  } else if (digits_ > 0 && c == ';') {
    part_ = Part::extension;
    extension_bytes_ = 0;
  } else {
    refuse(400, "A chunk size is not a hexadecimal number.");
  }
}

void ChunkDecoder::take_extension(char c) {
  if (c == '\r') {
    part_ = Part::size_lf;
  } else if (!is_field_value({&c, 1})) {
    refuse(400, "A chunk extension is malformed.");
  } else if (++extension_bytes_ > kMaxExtensionBytes) {
    refuse(400, "A chunk extension is too long.");
  }
}

void ChunkDecoder::end_size_line() {
  digits_ = 0;
  if (left_ == 0) {
    part_ = Part::trailer;
  } else if (left_ > max_body_bytes_ - total_) {
    refuse(413, "The body is larger than allowed here.");
  } else {
    total_ += left_;
    part_ = Part::data;
  }
}

void ChunkDecoder::take_trailer(char c) {
  if (++trailer_bytes_ > kMaxTrailerBytes) return refuse(400, "The trailer is too long.");
  if (c == '\r') {
    part_ = Part::trailer_lf;
  } else {
    trailer_line_ += c;
  }
}

void ChunkDecoder::end_trailer_line() {
  if (trailer_line_.empty()) {
    part_ = Part::done;
    return;
  }
  const std::string_view line = trailer_line_;
  const std::size_t colon = line.find(':');
  const bool field = colon != std::string_view::npos && is_token(line.substr(0, colon)) &&
                     is_field_value(line.substr(colon + 1));
  trailer_line_.clear();
  if (!field) return refuse(400, "A trailer field is malformed.");
  part_ = Part::trailer;
}

void ChunkDecoder::take(char c) {
  switch (part_) {
    case Part::size:
      return take_size(c);
    case Part::extension:
      return take_extension(c);
    case Part::size_lf:
      expect(c, '\n', Part::data);
      if (part_ == Part::data) end_size_line();
      return;
    case Part::data_cr:
      return expect(c, '\r', Part::data_lf);
    case Part::data_lf:
      return expect(c, '\n', Part::size);
    case Part::trailer:
      return take_trailer(c);
    case Part::trailer_lf:
      expect(c, '\n', Part::trailer);
      if (part_ == Part::trailer) end_trailer_line();
      return;
    case Part::data:
    case Part::done:
    case Part::refused:
      return;
  }
}

ChunkDecoder::State ChunkDecoder::feed(std::string_view& bytes, std::string& body) {
  while (!bytes.empty() && part_ != Part::done && part_ != Part::refused) {
    if (part_ == Part::data) {
      const std::size_t now = std::min(left_, bytes.size());
      body.append(bytes.substr(0, now));
      bytes.remove_prefix(now);
      left_ -= now;
      if (left_ == 0) part_ = Part::data_cr;
    } else {
      take(bytes.front());
      bytes.remove_prefix(1);
    }
  }
  if (part_ == Part::refused) return State::refused;
  return part_ == Part::done ? State::done : State::more;
}

}  // namespace dunlin::net
