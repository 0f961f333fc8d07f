#pragma once

#include <string>
#include <string_view>

#include "sim/instagram/core.h"

namespace dunlin::instagram {

Error sim_error(Code code, std::string_view id, std::string message);
Result<std::string> account_or_first(const State& state, std::string_view ig_id);
/// `who.person` may be an IGSID.
Result<Thread*> thread_of(Core& core, const Between& who);
Result<Thread*> thread_to_write(Core& core, const Between& who);
Result<Message*> message_of(Core& core, const Thread& thread, std::string_view mid);

}  // namespace dunlin::instagram
