#include "cli/api.h"

#include <fmt/format.h>

#include "cli/page_key.h"
#include "cli/process.h"
#include "json/json.h"
#include "net/client_curl.h"

namespace dunlin::cli {
namespace {

Task<void> send(Process& process, net::Client& client, net::ClientRequest request,
                net::ClientResult& out) {
  auto answer = co_await client.send(std::move(request));
  out = std::move(answer);
  process.end();
}

std::string word(const json::Object& problem, std::string_view name) {
  const auto* value = problem.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

Error to_error(const net::ClientResponse& response) {
  const auto body = json::parse(response.body);
  const auto* problem = body ? body->if_object() : nullptr;
  const Code code = response.status < 500 ? Code::invalid : Code::unavailable;
  if (problem == nullptr) {
    return Error(code, "cli.refused", fmt::format("The server answered {}.", response.status));
  }
  const std::string field = word(*problem, "field");
  const std::string detail = word(*problem, "detail");
  return Error(code, word(*problem, "code"),
               field.empty() || detail.find(field) != std::string::npos
                   ? detail
                   : fmt::format("{} (at {})", detail, field))
      .hinting(word(*problem, "hint"));
}

}  // namespace

Result<Api> Api::open(const server::Values& values) {
  DUNLIN_TRY(server::Settings settings, server::parse_settings(values));
  Api api(std::move(settings));
  const bool tls = !api.settings_.tls_certificate.empty();
  const std::string& address = api.settings_.address;
  const std::string host = address == "0.0.0.0" || address == "::" ? "127.0.0.1" : address;
  api.base_ = fmt::format("{}://{}:{}", tls ? "https" : "http", host, api.settings_.port);
  const auto given = values.find("DUNLIN_API_KEY");
  api.key_ = given != values.end() ? Secret<>(given->second)
                                   : read_private(api.settings_.data_dir + "/cli.key");
  return api;
}

Result<net::ClientResponse> Api::raw(net::ClientRequest request) const {
  Process process;
  const auto client = net::make_curl_client(process.executor, {});
  request.url = base_ + request.url;
  request.deadline = std::chrono::seconds{60};
  request.max_answer_bytes = 64 << 20;
  net::ClientResult result;
  spawn(process.executor, send(process, *client, std::move(request), result));
  process.run();
  if (const auto* failure = std::get_if<net::TransportFailure>(&result)) {
    return Error(Code::unavailable, "cli.unreachable",
                 fmt::format("No server answers at {}: {}", base_, failure->message))
        .hinting(
            "Start it with: dunlin serve. Another address: set DUNLIN_LISTEN as the server has "
            "it.");
  }
  return std::get<net::ClientResponse>(std::move(result));
}

Result<std::string> Api::call(net::ClientRequest request) const {
  if (key_.empty()) {
    return Error(Code::unauthorized, "cli.no_key",
                 "There is no key: " + settings_.data_dir + "/cli.key cannot be read.")
        .hinting("Run this where the server's data directory is, or set DUNLIN_API_KEY.");
  }
  request.headers.set("Authorization", "Bearer " + key_.reveal());
  DUNLIN_TRY(net::ClientResponse response, raw(std::move(request)));
  if (response.status >= 400) return to_error(response);
  return std::move(response.body);
}

Result<std::string> Api::get(const std::string& path) const {
  net::ClientRequest request;
  request.url = path;
  return call(std::move(request));
}

Result<std::string> Api::change(const std::string& method, const std::string& path,
                                Body body) const {
  net::ClientRequest request;
  request.kind = net::ClientRequest::Kind::effect;
  request.method = method;
  request.url = path;
  request.body = std::move(body.content);
  request.headers.set("Content-Type", body.content_type);
  return call(std::move(request));
}

Result<std::string> Api::post(const std::string& path, Body body) const {
  return change("POST", path, std::move(body));
}

Result<std::string> Api::patch(const std::string& path, Body body) const {
  return change("PATCH", path, std::move(body));
}

}  // namespace dunlin::cli
