#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/utf8.h"
#include "json/json.h"

/// Any bytes through the JSON parser: what is accepted is text, bounded, and reads back the same
/// however it is printed.
namespace {

using dunlin::check;
namespace json = dunlin::json;

struct Size {
  std::size_t depth = 0, nodes = 0;
};

void measure(const json::Value& value, std::size_t depth, Size& size) {
  ++size.nodes;
  if (!value.is_structured()) return;
  size.depth = std::max(size.depth, depth + 1);
  if (const auto* array = value.if_array()) {
    for (const json::Value& one : *array) measure(one, depth + 1, size);
    return;
  }
  for (const auto& [key, one] : value.get_object()) measure(one, depth + 1, size);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  constexpr json::Limits limits{.max_depth = 16, .max_nodes = 1000};
  const auto value = json::parse(bytes, limits);
  if (!value) {
    check(value.error().code == dunlin::Code::invalid && !value.error().message.empty(),
          "what is refused is the sender's fault, with a reason");
    return 0;
  }
  check(dunlin::utf8::valid(bytes), "accepted text is UTF-8");
  Size measured;
  measure(*value, 0, measured);
  check(measured.depth <= limits.max_depth && measured.nodes <= limits.max_nodes,
        "what is accepted is within its limits");
  for (const std::string& printed : {json::print(*value), json::print_ascii(*value)}) {
    const auto again = json::parse(printed, limits);
    check(again.ok() && *again == *value, "what is printed reads back the same");
  }
  return 0;
}
