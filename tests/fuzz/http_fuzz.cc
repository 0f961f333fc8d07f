#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/check.h"
#include "net/chunks.h"
#include "net/field.h"
#include "net/head.h"
#include "net/target.h"

/// What arrives on a connection, through the parsers of the server. The first byte says into what
/// pieces the rest is cut: however it is cut, the answers are those for the whole.
namespace {

using namespace dunlin::net;
using dunlin::check;

constexpr std::size_t kMaxBody = 4096;
constexpr HeadLimits kLimits{.request_line_bytes = 512, .header_bytes = 1024, .header_count = 16};

/// Sizes of pieces from 1 byte to 16, the same for the same seed.
class Cuts {
 public:
  explicit Cuts(std::uint8_t seed) : state_(seed) {}
  std::size_t next() {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return 1 + (state_ >> 60);
  }

 private:
  std::uint64_t state_;
};

bool same(const Refusal& a, const Refusal& b) {
  return a.status == b.status && a.why == b.why;
}

using Scanned = std::variant<HeadScanner::Incomplete, HeadScanner::Complete, Refusal>;

bool same(const Scanned& a, const Scanned& b) {
  if (a.index() != b.index()) return false;
  if (const auto* refusal = std::get_if<Refusal>(&a)) return same(*refusal, std::get<Refusal>(b));
  const auto* complete = std::get_if<HeadScanner::Complete>(&a);
  if (complete == nullptr) return true;
  const auto& other = std::get<HeadScanner::Complete>(b);
  return complete->begin == other.begin && complete->end == other.end;
}

Scanned scan_in_pieces(std::string_view bytes, Cuts cuts) {
  HeadScanner scanner(kLimits);
  for (std::size_t have = 0; have < bytes.size();) {
    have = std::min(bytes.size(), have + cuts.next());
    Scanned scanned = scanner.scan(bytes.substr(0, have));
    if (!std::holds_alternative<HeadScanner::Incomplete>(scanned)) return scanned;
  }
  return HeadScanner::Incomplete{};
}

Scanned scan_whole(std::string_view bytes) {
  HeadScanner scanner(kLimits);
  return scanner.scan(bytes);
}

struct Decoded {
  ChunkDecoder::State state = ChunkDecoder::State::more;
  std::string body;
  std::size_t taken = 0;
  Refusal refusal;
};

Decoded feed(std::string_view bytes, Cuts* cuts) {
  ChunkDecoder decoder(kMaxBody);
  Decoded out;
  while (out.state == ChunkDecoder::State::more && out.taken < bytes.size()) {
    std::string_view piece = bytes.substr(out.taken, cuts ? cuts->next() : bytes.size());
    const std::size_t given = piece.size();
    out.state = decoder.feed(piece, out.body);
    out.taken += given - piece.size();
    check(out.state != ChunkDecoder::State::more || piece.empty(), "it takes all until it is done");
  }
  out.refusal = decoder.refusal();
  return out;
}

/// Returns how much of `bytes` was the body; all of it when it has no end.
std::size_t try_chunks(std::string_view bytes, Cuts cuts) {
  const Decoded whole = feed(bytes, nullptr);
  const Decoded pieces = feed(bytes, &cuts);
  check(whole.state == pieces.state && whole.body == pieces.body && whole.taken == pieces.taken,
        "a body is the same however it is cut");
  check(whole.body.size() <= kMaxBody, "a body is not larger than allowed");
  if (whole.state == ChunkDecoder::State::refused) {
    check(same(whole.refusal, pieces.refusal), "a refusal is the same however it is cut");
    const int status = whole.refusal.status;
    check((status == 400 || status == 413) && !whole.refusal.why.empty(), "a refusal says why");
  }
  return whole.state == ChunkDecoder::State::done ? whole.taken : bytes.size();
}

void try_target(std::string_view bytes) {
  const auto parsed = parse_target(bytes);
  const auto* target = std::get_if<Target>(&parsed);
  if (target == nullptr) {
    check(std::get<Refusal>(parsed).status == 400, "a bad target is a bad request");
    return;
  }
  check(target->path.starts_with('/'), "a path starts at the root");
  check(target->path.find('\\') == std::string::npos, "a path has no second kind of slash");
  check((target->path + "/").find("/../") == std::string::npos &&
            (target->path + "/").find("/./") == std::string::npos,
        "a path does not climb");
  for (const char c : target->path) {
    check(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F, "a path has no control characters");
  }
  check(target->path.size() <= bytes.size(), "decoding makes nothing longer");
  check(target->query.size() <= bytes.size(), "every parameter comes from the bytes");
}

/// A head as it was understood, written plainly, is understood the same.
void try_again(const Head& head) {
  std::string text =
      head.method + " " + head.target + " HTTP/1." + std::to_string(head.minor_version) + "\r\n";
  for (const auto& [name, value] : head.headers.all()) text += name + ": " + value + "\r\n";
  text += "\r\n";
  // What was on the line of an absolute target may have moved into Host, and spaces were added.
  const HeadLimits wide{.request_line_bytes = 2048, .header_bytes = 8192, .header_count = 20};
  const auto parsed = parse_head(text, wide);
  const auto* again = std::get_if<Head>(&parsed);
  check(again != nullptr, "a head that was accepted is accepted again");
  check(again->method == head.method && again->target == head.target &&
            again->headers.all() == head.headers.all(),
        "a head has one reading");
  check(again->body == head.body && again->content_length == head.content_length &&
            again->after == head.after && again->expects_continue == head.expects_continue,
        "the framing has one reading");
}

void try_head(const Head& head) {
  check(is_token(head.method), "a method is a token");
  check(head.headers.all().size() <= kLimits.header_count + 1, "there are not too many fields");
  check(head.headers.count("Host") <= 1, "there is one host");
  check(head.headers.count("Content-Length") == 0 || head.headers.count("Transfer-Encoding") == 0,
        "the body has one end");
  for (const auto& [name, value] : head.headers.all()) {
    check(is_token(name) && is_field_value(value), "a field is well formed");
  }
  if (head.target != "*") try_target(head.target);
  try_again(head);
}

/// One request of a connection; returns how many bytes were its own, 0 when the connection ends.
std::size_t take_request(std::string_view bytes, Cuts cuts) {
  const Scanned whole = scan_whole(bytes);
  check(same(whole, scan_in_pieces(bytes, cuts)), "a head ends alike however it is cut");
  const auto* complete = std::get_if<HeadScanner::Complete>(&whole);
  if (complete == nullptr) return 0;
  check(complete->begin < complete->end && complete->end <= bytes.size(), "a head is inside");
  const auto parsed =
      parse_head(bytes.substr(complete->begin, complete->end - complete->begin), kLimits);
  const auto* head = std::get_if<Head>(&parsed);
  if (head == nullptr) {
    const auto& refusal = std::get<Refusal>(parsed);
    check(refusal.status >= 400 && refusal.status < 600 && !refusal.why.empty(),
          "a refusal says why");
    return 0;
  }
  try_head(*head);
  const std::string_view rest = bytes.substr(complete->end);
  if (head->body == Head::Body::chunked) return complete->end + try_chunks(rest, cuts);
  if (head->content_length > rest.size()) return 0;
  return complete->end + static_cast<std::size_t>(head->content_length);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const Cuts cuts(data[0]);
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::size_t taken = take_request(rest, cuts);
    if (taken == 0) break;
    rest.remove_prefix(taken);
  }
  // Each parser by itself too: behind a head only few bytes would reach it.
  try_chunks(bytes, cuts);
  try_target(bytes);
  return 0;
}
