#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "intake/event.h"

/// Any bytes through the decoder: it answers, with events or with a reason, never with both.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dunlin;
  const intake::Decoded decoded = intake::decode({reinterpret_cast<const char*>(data), size});
  check(decoded.events.empty() || decoded.undecodable.empty(), "events or a reason, not both");
  for (const intake::Event& event : decoded.events) {
    const std::string key = event.key();
    check(!key.empty() && key.size() <= 512, "a key is short and never empty");
    check(!event.kind().empty(), "every event has a kind");
    // A byte that is no UTF-8 becomes the three of U+FFFD.
    check(event.person_id().size() <= 3 * size, "ids come from the body");
  }
  return 0;
}
