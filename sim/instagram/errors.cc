#include "sim/instagram/errors.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "json/json.h"

namespace dunlin::instagram {
namespace {

struct Row {
  int code, subcode;
  std::string_view type, message;
  bool transient = false;
};

constexpr std::string_view kOAuth = "OAuthException";
constexpr std::string_view kIgApi = "IGApiException";

// INSTAGRAM §8.2; the wording is ours.
constexpr auto kRows = std::to_array<Row>({
    {1, 0, kOAuth, "An unknown error occurred"},
    {1, 1357046, kOAuth, "Received Invalid JSON reply."},
    {2, 0, kOAuth, "An unexpected error has occurred. Please retry your request later.", true},
    {3, 0, kOAuth, "(#3) Application does not have the capability to make this API call."},
    {4, 0, kOAuth, "(#4) Application request limit reached", true},
    {10, 0, kOAuth, "(#10) Application does not have permission for this action"},
    {10, 1893015, kOAuth, "(#10) The person opted out of these messages"},
    {10, 1893063, kOAuth, "(#10) The account is temporarily restricted from messaging"},
    {10, 2018065, kOAuth, "(#10) This message is sent outside of allowed window."},
    {10, 2018108, kOAuth, "(#10) This person can't receive messages right now."},
    {10, 2018278, kOAuth, "(#10) This message is sent outside of allowed window."},
    {10, 2534022, kIgApi, "(#10) This message is sent outside of allowed window."},
    {10, 2534077, kOAuth, "(#10) The link between the Page and the account is broken"},
    {17, 0, kOAuth, "(#17) User request limit reached", true},
    {32, 0, kOAuth, "(#32) Page request limit reached", true},
    {100, 0, kOAuth, "(#100) Invalid parameter"},
    {100, 33, "GraphMethodException",
     "Unsupported request. Object does not exist, cannot be loaded due to missing permissions, or "
     "does not "
     "support this operation."},
    {100, 2018001, kOAuth, "(#100) No matching user found"},
    {100, 2018008, kOAuth, "(#100) Failed to fetch the file from the url"},
    {100, 2018014, kOAuth, "(#100) A sender action cannot be combined with a message"},
    {100, 2018047, kOAuth,
     "(#100) Upload attachment failure. The type of the file does not match."},
    {100, 2018074, kOAuth, "(#100) Invalid attachment id"},
    {100, 2018109, kOAuth, "(#100) Attachment size exceeds allowable limit"},
    {100, 2018294, kOAuth, "(#100) Video upload timed out"},
    {100, 2018320, kOAuth, "(#100) Product template needs a catalog"},
    {100, 2534013, kOAuth, "(#100) The Page is not linked to an Instagram account"},
    {100, 2534014, kIgApi, "(#100) The requested user cannot be found."},
    {100, 2534015, kIgApi, "(#100) The message data is invalid."},
    {100, 2534025, kIgApi, "(#100) The comment is invalid for a private reply"},
    {100, 2534029, kIgApi, "(#100) The business is blocked from messaging"},
    {100, 2534037, kIgApi, "(#100) Another app controls this thread now"},
    {102, 0, kOAuth, "Session key invalid or no longer valid"},
    {190, 0, kOAuth, "Invalid OAuth access token - Cannot parse access token"},
    {190, 460, kOAuth, "Error validating access token: The session has been invalidated"},
    {190, 463, kOAuth, "Error validating access token: Session has expired"},
    {200, 0, kOAuth, "(#200) Permissions error"},
    {200, 1545041, kOAuth, "(#200) This person isn't available right now."},
    {200, 2018028, kOAuth,
     "(#200) The app is in development mode and the person has no role on it"},
    {200, 2534041, kIgApi, "(#200) The owner turned off access to messages"},
    {230, 0, kIgApi, "(#230) User consent is required to access user profile"},
    {368, 0, kOAuth, "The action attempted has been deemed abusive or is otherwise disallowed"},
    {368, 1390008, kOAuth, "It looks like you were misusing this feature by going too fast."},
    {551, 1545041, kOAuth, "(#551) This person isn't available right now."},
    {613, 0, kOAuth, "(#613) Calls to this api have exceeded the rate limit.", true},
    {613, 2534040, kIgApi, "(#613) Messages are sent too fast from this account.", true},
    {2022, 0, kOAuth, "(#2022) Messaging is disabled for a policy violation"},
    {10900, 0, kOAuth, "(#10900) Activity already replied to"},
    {10903, 0, kOAuth, "(#10903) This user cannot reply to this activity"},
    {80002, 0, kOAuth,
     "(#80002) There have been too many calls to this Instagram account. Wait a bit and try again.",
     true},
    {9000001, 0, kIgApi, "The message has been deleted"},
});

const Row* find(int code, int subcode) {
  const auto same = [&](const Row& row) { return row.code == code && row.subcode == subcode; };
  const auto it = std::find_if(kRows.begin(), kRows.end(), same);
  return it == kRows.end() ? nullptr : &*it;
}

bool is_limit(int code) {
  return code == 4 || code == 17 || code == 32 || code == 613 || code == 80002;
}

}  // namespace

GraphError graph_error(int code, int subcode, std::string_view message) {
  GraphError error{.code = code, .subcode = subcode, .message = std::string(message)};
  if (!error.message.empty()) return error;
  const Row* row = find(code, subcode);
  if (row == nullptr) row = find(code, 0);
  error.message = row != nullptr ? std::string(row->message) : fmt::format("(#{}) Error", code);
  return error;
}

GraphError bad_parameter(std::string_view message, int subcode) {
  return graph_error(100, subcode, fmt::format("(#100) {}", message));
}

int http_status(const GraphError& error, Switches::ErrorStatus statuses) {
  if (error.code == 2) return 500;
  if (error.code == 10) return 403;
  if (statuses == Switches::ErrorStatus::plain) return 400;
  if (error.code == 102 || error.code == 190) return 401;
  if (error.code >= 200 && error.code <= 299) return 403;
  return is_limit(error.code) ? 429 : 400;
}

net::Response to_response(const GraphError& error, const Switches& switches,
                          std::string_view trace_id) {
  const Row* row = find(error.code, error.subcode);
  json::Object body{{"message", error.message},
                    {"type", row != nullptr ? row->type : kOAuth},
                    {"code", error.code}};
  if (error.subcode != 0) body["error_subcode"] = error.subcode;
  if (row != nullptr && row->transient) body["is_transient"] = true;
  body["fbtrace_id"] = trace_id;
  const int status = http_status(error, switches.error_status);
  auto response = net::Response::json(status, json::print_ascii(json::Object{{"error", body}}));
  if (error.code == 190) {
    response.headers.set("WWW-Authenticate", "OAuth \"Facebook Platform\" \"invalid_token\"");
  }
  return response;
}

net::Response oauth_error(int status, std::string_view message) {
  const json::Object body{
      {"error_type", "OAuthException"}, {"code", status}, {"error_message", message}};
  return net::Response::json(status, json::print_ascii(body));
}

}  // namespace dunlin::instagram
