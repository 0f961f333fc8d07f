#pragma once

#include <string>

#include "net/client.h"
#include "server/settings.h"

namespace dunlin::cli {

/// Talks to the server of these settings over its API, with DUNLIN_API_KEY or the key of this
/// machine. An answer that is a problem becomes its Error; cli.unreachable says how to start the
/// server.
class Api {
 public:
  static Result<Api> open(const server::Values& values);
  struct Body {
    std::string content;
    std::string content_type = "application/json";
  };
  [[nodiscard]] Result<std::string> get(const std::string& path) const;
  [[nodiscard]] Result<std::string> post(const std::string& path, Body body) const;
  [[nodiscard]] Result<std::string> patch(const std::string& path, Body body) const;
  /// Any request to the server, as it is answered.
  [[nodiscard]] Result<net::ClientResponse> raw(net::ClientRequest request) const;
  [[nodiscard]] const server::Settings& settings() const { return settings_; }

 private:
  explicit Api(server::Settings settings) : settings_(std::move(settings)) {}
  [[nodiscard]] Result<std::string> call(net::ClientRequest request) const;
  [[nodiscard]] Result<std::string> change(const std::string& method, const std::string& path,
                                           Body body) const;
  server::Settings settings_;
  std::string base_;
  Secret<> key_;
};

}  // namespace dunlin::cli
