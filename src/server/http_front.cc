#include "server/http_front.h"

#include <fmt/format.h>

#include "net/address.h"
#include "server/assets.h"
#include "workspace/endpoint.h"

namespace dunlin::server {
namespace {

constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "media-src 'self' blob:; worker-src 'self'; manifest-src 'self'; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types svelte-trusted-html";

void add_security_headers(const net::Request& request, net::Response& response) {
  response.headers.set("X-Content-Type-Options", "nosniff");
  response.headers.set("Referrer-Policy", "no-referrer");
  response.headers.set("Content-Security-Policy", kPolicy);
  response.headers.set("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.set("Cross-Origin-Resource-Policy", "same-origin");
  const bool api = request.path.starts_with("/api/") || request.path.starts_with("/sim/api/");
  if (api) response.headers.set("Cache-Control", "no-store");
}

std::string_view host_of(std::string_view header) {
  if (header.starts_with('[')) return header.substr(0, header.find(']') + 1);
  return header.substr(0, header.find(':'));
}

std::string host_of_url(std::string_view url) {
  const std::size_t start = url.find("://");
  if (start == std::string_view::npos) return "";
  std::string_view rest = url.substr(start + 3);
  return std::string(host_of(rest.substr(0, rest.find('/'))));
}

bool loopback_name(std::string_view host) {
  // The address itself: a name such as 127.shop.example may be anybody's.
  const auto address = net::parse_address(host);
  return host == "localhost" || host == "[::1]" || (address && net::is_loopback(*address));
}

bool accepts_gzip(const net::Request& request) {
  return request.headers.get("Accept-Encoding").find("gzip") != std::string_view::npos;
}

/// The pages route by their address themselves, and say so when they know no such page. Programs,
/// which do not ask for HTML, get the API's 404.
bool asks_for_a_page(const net::Request& request) {
  const std::string_view path = request.path;
  if (path == "/" || path == "/sim" || path == "/sim/") return true;
  const bool of_the_api = path.starts_with("/api/") || path.starts_with("/sim/api/") ||
                          path.starts_with("/webhooks/") || path == "/healthz" ||
                          path == "/readyz" || path == "/metrics";
  const bool file = path.substr(path.rfind('/') + 1).find('.') != std::string_view::npos;
  return !of_the_api && !file &&
         request.headers.get("Accept").find("text/html") != std::string_view::npos;
}

}  // namespace

std::optional<net::Response> page_for(const net::Request& request) {
  if (request.method != "GET" && request.method != "HEAD") return std::nullopt;
  const bool page = asks_for_a_page(request);
  const Asset* asset = find_asset(page ? "/index.html" : request.path);
  if (asset == nullptr) {
    if (!page) return std::nullopt;
    return net::Response::text(200,
                               "Dunlin is running. This build holds no pages: run ./dev web.\n");
  }
  if (request.headers.get("If-None-Match") == asset->etag) return net::Response::text(304, "");
  const bool zipped = accepts_gzip(request) && !asset->gzip_bytes.empty();
  net::Response response =
      net::Response::text(200, std::string(zipped ? asset->gzip_bytes : asset->bytes));
  response.headers.set("Content-Type", asset->content_type);
  response.headers.set("ETag", asset->etag);
  response.headers.set("Vary", "Accept-Encoding");
  response.headers.set("Cache-Control",
                       asset->immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (zipped) response.headers.set("Content-Encoding", "gzip");
  return response;
}

Front::Front(App& app, const Settings& settings, net::Handler further)
    : app_(app),
      public_host_(host_of_url(settings.public_url)),
      development_(settings.environment == Environment::development),
      only_tls_(settings.public_url.starts_with("https://")),
      further_(std::move(further)) {}

std::optional<Front::Refused> Front::judge(const net::Request& request) const {
  const bool health = request.path == "/healthz" || request.path == "/readyz";
  const bool plain_is_fine =
      request.peer.secure || (request.peer.loopback && !request.peer.forwarded) || development_;
  if (!plain_is_fine && !health) {
    return Refused{403, "net.plain_http", "Plain HTTP is refused here.",
                   "Use https://, or list your proxy in DUNLIN_TRUSTED_PROXIES."};
  }
  const std::string_view host = host_of(request.headers.get("Host"));
  const bool webhook = request.path == "/webhooks/instagram";
  if (!webhook && !health && !loopback_name(host) &&
      (public_host_.empty() || host != public_host_)) {
    return Refused{421, "net.other_host", "This server does not answer for that host.",
                   "Set DUNLIN_PUBLIC_URL to its address."};
  }
  return std::nullopt;
}

/// Programs get a problem, people who look at a page get its sentences.
net::Response Front::refuse(const net::Request& request, const Refused& refused) {
  if (!request.path.starts_with("/api/"))
    return net::Response::text(refused.status,
                               fmt::format("{} {}\n", refused.what, refused.advice));
  return workspace::problem(
      Error(Code::forbidden, refused.id, std::string(refused.what)).hinting(refused.advice),
      refused.status);
}

Task<net::Response> Front::answer(const net::Request& request) {
  const auto refused = judge(request);
  if (refused) co_return refuse(request, *refused);
  if (auto page = page_for(request)) co_return std::move(*page);
  if (request.path.starts_with("/sim/") && further_) co_return co_await further_(request);
  co_return co_await app_.handle(request);
}

Task<net::Response> Front::handle(net::Request request) {
  auto response = co_await answer(request);
  add_security_headers(request, response);
  if (only_tls_ && request.peer.secure) {
    response.headers.set("Strict-Transport-Security", "max-age=31536000");
  }
  co_return response;
}

}  // namespace dunlin::server
