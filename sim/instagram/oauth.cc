#include "sim/instagram/oauth.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/instagram/graph.h"

namespace dunlin::instagram {
namespace {

constexpr Duration kCodeLasts = std::chrono::hours{1};
constexpr Duration kShortLasts = std::chrono::hours{1};
constexpr Duration kLongLasts = std::chrono::seconds{5183944};
constexpr Duration kRefreshAfter = std::chrono::hours{24};

const std::vector<std::string>& all_scopes() {
  static const std::vector<std::string> scopes = {
      std::string(kBasic), std::string(kManageMessages), std::string(kManageComments),
      "instagram_business_content_publish", "instagram_business_manage_insights"};
  return scopes;
}

/// Comma- or space-separated; nothing when one is unknown or there is none.
std::optional<std::vector<std::string>> read_scopes(const std::string& text) {
  std::vector<std::string> out;
  std::size_t at = 0;
  while (at <= text.size()) {
    const auto end = std::min(text.find_first_of(", ", at), text.size());
    if (end > at) out.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  const auto known = [](const std::string& one) {
    return std::find(all_scopes().begin(), all_scopes().end(), one) != all_scopes().end();
  };
  if (out.empty() || !std::all_of(out.begin(), out.end(), known)) return {};
  return out;
}

std::string joined(const std::vector<std::string>& scopes) {
  return fmt::format("{}", fmt::join(scopes, ","));
}

std::string new_token(Core& core, const std::string& ig_id, std::vector<std::string> scopes,
                      bool long_lived) {
  const std::string text = "IGAA" + core.world.random.token() + core.world.random.token();
  core.state.tokens[text] = {.ig_id = ig_id,
                             .scopes = std::move(scopes),
                             .issued_at = core.now(),
                             .expires_at = core.now() + (long_lived ? kLongLasts : kShortLasts),
                             .long_lived = long_lived};
  core.changed();
  return text;
}

net::Response redirect_to(const std::string& uri, const std::string& query) {
  net::Response response = net::Response::text(302, "");
  const char* joint = uri.find('?') == std::string::npos ? "?" : "&";
  response.headers.set("Location", uri + joint + query);
  return response;
}

net::Response authorize(Core& core, const GraphCall& call) {
  const App& app = core.options.app;
  const std::string uri = call.text("redirect_uri").value_or("");
  const auto& known = app.redirect_uris;
  if (call.text("client_id").value_or("") != app.client_id)
    return oauth_error(400, "Invalid platform app");
  if (std::find(known.begin(), known.end(), uri) == known.end()) {
    return oauth_error(400, "Invalid redirect_uri");
  }
  if (call.text("response_type").value_or("") != "code")
    return oauth_error(400, "Invalid response_type");
  auto scopes = read_scopes(call.text("scope").value_or(""));
  if (!scopes) return oauth_error(400, "Invalid scope");
  const auto state = call.text("state");
  const std::string echoed = state ? "&state=" + net::percent_encode(*state) : "";
  if (core.faults.strikes("oauth_denied") || core.state.accounts.empty()) {
    return redirect_to(uri,
                       "error=access_denied&error_reason=user_denied&error_description="
                       "The+user+denied+your+request" +
                           echoed);
  }
  const std::string code = "AQ" + core.world.random.token();
  core.state.codes[code] = {.ig_id = core.state.accounts.begin()->first,
                            .redirect_uri = uri,
                            .scopes = *std::move(scopes),
                            .expires_at = core.now() + kCodeLasts};
  core.changed();
  return redirect_to(uri, "code=" + code + echoed + "#_");
}

net::Response exchange_code(Core& core, const GraphCall& call) {
  const App& app = core.options.app;
  if (call.text("client_id").value_or("") != app.client_id)
    return oauth_error(400, "Invalid platform app");
  if (call.text("client_secret").value_or("") != app.app_secret) {
    return oauth_error(400, "Error validating client secret.");
  }
  if (call.text("grant_type").value_or("") != "authorization_code") {
    return oauth_error(400, "Invalid grant_type");
  }
  const auto it = core.state.codes.find(call.text("code").value_or(""));
  const bool good = it != core.state.codes.end() && core.now() < it->second.expires_at &&
                    it->second.redirect_uri == call.text("redirect_uri").value_or("");
  if (!good) return oauth_error(400, "Matching code was not found or was already used");
  const OauthCode code = it->second;
  core.state.codes.erase(it);
  const std::string permissions = joined(code.scopes);
  const std::string token = new_token(core, code.ig_id, code.scopes, false);
  const json::Object flat{{"access_token", token},
                          {"user_id", core.state.accounts.at(code.ig_id).asid},
                          {"permissions", permissions}};
  const bool wrapped = core.switches().wrapping == Switches::Wrapping::data;
  const json::Object body = wrapped ? json::Object{{"data", json::Array{flat}}} : flat;
  return net::Response::json(200, json::print_ascii(body));
}

net::Response refuse(Core& core, const GraphError& error) {
  return to_response(error, core.switches(), "A" + core.world.random.hex(8));
}

net::Response token_answer(const std::string& token) {
  const json::Object body{{"access_token", token},
                          {"token_type", "bearer"},
                          {"expires_in", kLongLasts / std::chrono::seconds{1}}};
  return net::Response::json(200, json::print_ascii(body));
}

net::Response lengthen(Core& core, const GraphCall& call, bool refresh) {
  const std::string wanted = refresh ? "ig_refresh_token" : "ig_exchange_token";
  if (call.text("grant_type").value_or("") != wanted) {
    return refuse(core, bad_parameter("Invalid grant_type"));
  }
  const auto it = core.state.tokens.find(call.token);
  if (it == core.state.tokens.end()) return refuse(core, graph_error(190));
  const Token token = it->second;
  if (token.state == Token::State::revoked) return refuse(core, graph_error(190, 460));
  if (token.state == Token::State::expired || core.now() >= token.expires_at) {
    return refuse(core, graph_error(190, 463));
  }
  if (token.long_lived != refresh) return refuse(core, bad_parameter("Wrong kind of token"));
  if (refresh && core.now() - token.issued_at < kRefreshAfter) {
    return refuse(core, bad_parameter("The token is not yet 24 hours old"));
  }
  if (!refresh && call.text("client_secret").value_or("") != core.options.app.app_secret) {
    return refuse(core, bad_parameter("Error validating client secret."));
  }
  return token_answer(new_token(core, token.ig_id, token.scopes, true));
}

}  // namespace

void add_token(Core& core, const std::string& token, const std::string& ig_id) {
  core.state.tokens[token] = {.ig_id = ig_id,
                              .scopes = all_scopes(),
                              .issued_at = core.now(),
                              .expires_at = core.now() + kLongLasts};
}

std::optional<net::Response> answer_oauth(Core& core, const GraphCall& call) {
  const bool get = call.method == "GET";
  if (call.path.size() == 2 && call.path[0] == "oauth") {
    if (call.path[1] == "authorize" && get) return authorize(core, call);
    if (call.path[1] == "access_token" && call.method == "POST") return exchange_code(core, call);
  }
  if (call.path.size() != 1 || !get) return {};
  if (call.path[0] == "access_token") return lengthen(core, call, false);
  if (call.path[0] == "refresh_access_token") return lengthen(core, call, true);
  return {};
}

}  // namespace dunlin::instagram
