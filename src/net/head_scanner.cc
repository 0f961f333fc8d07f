#include "net/field.h"
#include "net/head.h"

namespace dunlin::net {
namespace {

constexpr Refusal kBadLineEnd{400, "A line of the request does not end with CR LF."};
constexpr Refusal kBadStart{400, "The request does not start with a method."};
constexpr Refusal kLongLine{414, "The request line is too long."};
constexpr Refusal kLongHeaders{431, "The header fields are too long."};
constexpr Refusal kManyHeaders{431, "There are too many header fields."};

}  // namespace

void HeadScanner::reset() {
  at_ = begin_ = line_begin_ = fields_begin_ = lines_ = 0;
}

std::variant<HeadScanner::Incomplete, HeadScanner::Complete, Refusal> HeadScanner::end_line(
    std::size_t next) {
  const bool empty = next - line_begin_ == 2;
  line_begin_ = next;
  at_ = next;
  if (empty && lines_ == 0) {
    if (begin_ > 0) return kBadStart;
    begin_ = next;
    return Incomplete{};
  }
  if (empty) return Complete{.begin = begin_, .end = next};
  if (++lines_ > limits_.header_count + 1) return kManyHeaders;
  if (lines_ == 1) fields_begin_ = next;
  return Incomplete{};
}

std::variant<HeadScanner::Incomplete, HeadScanner::Complete, Refusal> HeadScanner::scan(
    std::string_view buffer) {
  while (at_ < buffer.size()) {
    const char c = buffer[at_];
    if (lines_ == 0 && at_ - line_begin_ > limits_.request_line_bytes) return kLongLine;
    if (lines_ > 0 && at_ - fields_begin_ > limits_.header_bytes) return kLongHeaders;
    if (c == '\n' || c == '\0') return kBadLineEnd;
    if (at_ == line_begin_ && lines_ == 0 && c != '\r' && !is_token({&c, 1})) return kBadStart;
    if (c != '\r') {
      ++at_;
      continue;
    }
    if (at_ + 1 == buffer.size()) return Incomplete{};
    if (buffer[at_ + 1] != '\n') return kBadLineEnd;
    auto ended = end_line(at_ + 2);
    if (!std::holds_alternative<Incomplete>(ended)) return ended;
  }
  return Incomplete{};
}

}  // namespace dunlin::net
