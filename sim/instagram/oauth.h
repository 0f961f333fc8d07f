#pragma once

#include <optional>

#include "sim/instagram/core.h"
#include "sim/instagram/graph_call.h"

namespace dunlin::instagram {

/// www.instagram.com/oauth/authorize, api.instagram.com/oauth/access_token, and the two token calls
/// of the Graph host (INSTAGRAM §1.1). Nothing when the path is none of them.
std::optional<net::Response> answer_oauth(Core& core, const GraphCall& call);

/// A token of the account with all scopes of the IG Login family, 60 days.
void add_token(Core& core, const std::string& token, const std::string& ig_id);

}  // namespace dunlin::instagram
