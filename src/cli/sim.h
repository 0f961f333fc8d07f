#pragma once

#include <cstdint>
#include <string>

namespace dunlin::cli {

struct SimArguments {
  std::string listen = "127.0.0.1:8090";
  std::string deliver_to = "http://127.0.0.1:8080/webhooks/instagram";
  std::string app_secret;  ///< empty: the fake's own
};

/// The fake Instagram on a socket, until SIGTERM or SIGINT.
int run_sim(const SimArguments& arguments);

}  // namespace dunlin::cli
