#pragma once

#include <string>
#include <utility>
#include <vector>

#include "net/client.h"

namespace dunlin::accounts::fake {

/// Answers /me with what the test says and keeps what it was asked.
class MeServer final : public net::Client {
 public:
  Task<net::ClientResult> send(net::ClientRequest request) override {
    asked.push_back(std::move(request));
    co_return answer;
  }
  void says(int status, std::string body) {
    answer = net::ClientResponse{status, {}, std::move(body)};
  }

  std::vector<net::ClientRequest> asked;
  net::ClientResult answer;
};

}  // namespace dunlin::accounts::fake
