#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "sim/instagram/instagram.h"

namespace dunlin::instagram {
namespace {

std::optional<net::Request> to_request(const net::ClientRequest& from) {
  const auto url = boost::urls::parse_uri(from.url);
  if (!url) return {};
  const auto query = net::parse_query(url->encoded_query().operator std::string_view());
  if (!query) return {};
  net::Request request;
  request.method = from.method;
  request.path = url->path();
  request.query = *query;
  request.headers = from.headers;
  request.body = from.body;
  return request;
}

struct Exchange {
  explicit Exchange(Timers& timers) : answered(timers) {}
  Signal answered;
  net::Response response;
};

/// In a coroutine of its own, so that the caller may give up or vanish.
Task<void> run(Instagram& instagram, net::Request request, std::shared_ptr<Exchange> call) {
  net::Response response = co_await instagram.handle(std::move(request));
  call->response = std::move(response);
  call->answered.notify();
}

net::TransportFailure failure(std::string id, std::string message) {
  return {.sent = net::TransportFailure::Sent::maybe,
          .id = std::move(id),
          .message = std::move(message)};
}

Task<net::Response> post_by(net::Client& client, std::string url, net::Request request) {
  net::ClientRequest out;
  out.kind =
      request.method == "GET" ? net::ClientRequest::Kind::read : net::ClientRequest::Kind::effect;
  out.method = request.method;
  out.url = std::move(url);
  const char* joint = "?";
  for (const auto& [name, value] : request.query) {
    out.url += joint + net::percent_encode(name) + "=" + net::percent_encode(value);
    joint = "&";
  }
  out.headers = request.headers;
  out.body = std::move(request.body);
  out.deadline = std::chrono::seconds{60};
  const net::ClientResult result = co_await client.send(std::move(out));
  net::Response response;
  response.status = 0;
  if (const auto* answer = std::get_if<net::ClientResponse>(&result)) {
    response.status = answer->status;
    response.body = answer->body;
  }
  co_return response;
}

}  // namespace

Deliver deliver_to(net::Client& client, Random& random, std::string_view urls) {
  std::vector<std::string> targets;
  for (std::size_t at = 0; at < urls.size();) {
    const std::size_t comma = std::min(urls.find(',', at), urls.size());
    targets.emplace_back(urls.substr(at, comma - at));
    at = comma + 1;
  }
  return [&client, &random, targets = std::move(targets)](net::Request request) {
    return post_by(client, targets[random.below(targets.size())], std::move(request));
  };
}

Task<net::ClientResult> InProcessClient::send(net::ClientRequest request) {
  auto wanted = to_request(request);
  if (!wanted) {
    co_return net::TransportFailure{.sent = net::TransportFailure::Sent::surely_not,
                                    .id = "net.dns",
                                    .message = "The address is malformed."};
  }
  const auto call = std::make_shared<Exchange>(world_.timers);
  spawn(world_.executor, run(instagram_, *std::move(wanted), call));
  const auto woken = co_await call->answered.wait(request.deadline);
  if (woken == Signal::Wake::timed_out) co_return failure("net.timeout", "No answer in time.");
  if (call->response.status == 0) co_return failure("net.reset", "The connection was closed.");
  if (call->response.body.size() > request.max_answer_bytes) {
    co_return failure("net.too_large", "The answer is too large.");
  }
  co_return net::ClientResponse{.status = call->response.status,
                                .headers = std::move(call->response.headers),
                                .body = std::move(call->response.body)};
}

}  // namespace dunlin::instagram
