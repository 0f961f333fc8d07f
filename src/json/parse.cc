#include <charconv>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>
#include <fmt/format.h>

#include "json/json.h"

namespace dunlin::json {
namespace {

namespace bj = boost::json;
using ErrorCode = bj::error_code;

/// The open arrays and objects, outermost first; called back by the parser.
class Builder {
 public:
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);

  explicit Builder(const Limits& limits) : limits_(limits) {}

  Value take() { return std::move(root_); }
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

  bool on_document_begin(ErrorCode&) { return true; }
  bool on_document_end(ErrorCode&) { return true; }
  bool on_array_begin(ErrorCode& ec) { return open(Array{}, ec); }
  bool on_array_end(std::size_t, ErrorCode& ec) { return close(ec); }
  bool on_object_begin(ErrorCode& ec) { return open(Object{}, ec); }
  bool on_object_end(std::size_t, ErrorCode& ec) { return close(ec); }

  bool on_string_part(bj::string_view part, std::size_t, ErrorCode&) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool on_string(bj::string_view last, std::size_t, ErrorCode& ec) {
    if (text_.empty()) return add(Value(last), ec);
    text_.append(last.data(), last.size());
    const bool ok = add(Value(bj::string_view(text_)), ec);
    text_.clear();
    return ok;
  }
  bool on_key_part(bj::string_view part, std::size_t, ErrorCode&) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool on_key(bj::string_view last, std::size_t, ErrorCode& ec) {
    Frame& frame = frames_.back();
    frame.key = std::exchange(text_, {});
    frame.key.append(last.data(), last.size());
    if (!frame.value.get_object().contains(frame.key)) return true;
    return refuse(ec, "json.duplicate_key", "A key appears twice in the same object.");
  }

  bool on_number_part(bj::string_view part, ErrorCode&) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool on_int64(std::int64_t number, bj::string_view, ErrorCode& ec) {
    text_.clear();
    return add(Value(number), ec);
  }
  bool on_uint64(std::uint64_t number, bj::string_view, ErrorCode& ec) {
    text_.clear();
    return add(Value(number), ec);
  }
  // Boost 1.81 computes doubles with an error of up to one unit in the last place, so the digits
  // are read again.
  bool on_double(double rough, bj::string_view last, ErrorCode& ec) {
    bj::string_view digits = last;
    if (!text_.empty()) {
      text_.append(last.data(), last.size());
      digits = text_;
    }
    double number = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    text_.clear();
    if (read.ec == std::errc::result_out_of_range) {
      number = std::copysign(0.0, rough);
      if (std::fabs(rough) > 1) return refuse(ec, "json.syntax", "A number is too large.");
    }
    return add(Value(number), ec);
  }
  bool on_bool(bool flag, ErrorCode& ec) { return add(Value(flag), ec); }
  bool on_null(ErrorCode& ec) { return add(Value(nullptr), ec); }
  bool on_comment_part(bj::string_view, ErrorCode&) { return true; }
  bool on_comment(bj::string_view, ErrorCode&) { return true; }

  [[nodiscard]] std::string path() const {
    std::string out;
    for (const Frame& frame : frames_) {
      if (frame.value.is_array()) {
        out += fmt::format("[{}]", frame.value.get_array().size());
      } else if (!frame.key.empty()) {
        if (!out.empty()) out += '.';
        out += frame.key;
      }
    }
    return out;
  }

 private:
  struct Frame {
    Value value;
    std::string key;
  };

  bool open(Value container, ErrorCode& ec) {
    if (frames_.size() >= limits_.max_depth) {
      return refuse(
          ec, "json.too_deep",
          fmt::format("Arrays and objects are nested more than {} deep.", limits_.max_depth));
    }
    if (!count(ec)) return false;
    frames_.push_back({.value = std::move(container), .key = {}});
    return true;
  }

  bool close(ErrorCode&) {
    Value done = std::move(frames_.back().value);
    frames_.pop_back();
    put(std::move(done));
    return true;
  }

  bool add(Value&& value, ErrorCode& ec) {
    if (!count(ec)) return false;
    put(std::move(value));
    return true;
  }

  void put(Value&& value) {
    if (frames_.empty()) {
      root_ = std::move(value);
    } else if (frames_.back().value.is_array()) {
      frames_.back().value.get_array().push_back(std::move(value));
    } else {
      frames_.back().value.get_object().emplace(frames_.back().key, std::move(value));
    }
  }

  bool count(ErrorCode& ec) {
    if (++nodes_ <= limits_.max_nodes) return true;
    return refuse(ec, "json.too_many_values",
                  fmt::format("The document has more than {} values.", limits_.max_nodes));
  }

  bool refuse(ErrorCode& ec, std::string_view id, std::string message) {
    failure_ = Error(Code::invalid, id, std::move(message)).at(path());
    ec = bj::make_error_code(bj::error::syntax);
    return false;
  }

  Limits limits_;
  std::size_t nodes_ = 0;
  std::vector<Frame> frames_;
  std::string text_;
  Value root_;
  std::optional<Error> failure_;
};

Error syntax_error(std::string_view what, std::size_t at_byte, std::string path) {
  return Error(Code::invalid, "json.syntax",
               fmt::format("This is not valid JSON: {} at byte {}.", what, at_byte))
      .at(path);
}

}  // namespace

Result<Value> parse(std::string_view text, const Limits& limits) {
  bj::parse_options options;
  // One above, so that the builder's own limit answers first and names the path.
  options.max_depth = limits.max_depth + 1;
  bj::basic_parser<Builder> parser(options, limits);
  ErrorCode ec;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), ec);
  Builder& builder = parser.handler();
  if (builder.failure()) return *builder.failure();
  if (ec) return syntax_error(ec.message(), used, builder.path());
  if (used < text.size()) return syntax_error("something follows the value", used, "");
  return builder.take();
}

}  // namespace dunlin::json
