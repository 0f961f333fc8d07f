#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "rules/rules.h"

/// Any bytes as a file of rules: refused with a reason, or what is written out again reads back the
/// same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace rules = dunlin::rules;
  using dunlin::check;
  const auto read = rules::from_yaml({reinterpret_cast<const char*>(data), size});
  if (!read) {
    check(!read.error().id.empty() && !read.error().message.empty(),
          "what is refused has a reason");
    return 0;
  }
  const std::string written = rules::to_yaml(*read);
  const auto again = rules::from_yaml(written);
  check(again.ok(), "what is written can be read");
  check(rules::to_yaml(*again) == written, "and says the same");
  return 0;
}
