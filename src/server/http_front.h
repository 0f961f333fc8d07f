#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/http.h"
#include "server/app.h"
#include "server/settings.h"

namespace dunlin::server {

/// What stands before the App on a socket: plain HTTP only from loopback (or a trusted proxy that
/// says https), hosts checked (421), security headers on every answer, the pages out of the binary.
class Front {
 public:
  /// `further` is asked for what neither App nor pages know (the embedded fake's /sim/api); may be
  /// empty.
  Front(App& app, const Settings& settings, net::Handler further);
  Task<net::Response> handle(net::Request request);

 private:
  Task<net::Response> answer(const net::Request& request);
  struct Refused {
    int status;
    std::string_view id, what, advice;  ///< two sentences
  };
  [[nodiscard]] std::optional<Refused> judge(const net::Request& request) const;
  static net::Response refuse(const net::Request& request, const Refused& refused);
  App& app_;
  std::string public_host_;
  bool development_;
  bool only_tls_;  ///< browsers are told to come by TLS alone
  net::Handler further_;
};

/// The built pages and their assets: to a browser that asks for a document, every address outside
/// the API's. Nothing when the path is none of theirs.
std::optional<net::Response> page_for(const net::Request& request);

}  // namespace dunlin::server
