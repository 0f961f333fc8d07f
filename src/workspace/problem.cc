#include "base/sentence.h"
#include "workspace/endpoint.h"

namespace dunlin::workspace {

int http_status(Code code) {
  switch (code) {
    case Code::invalid:
      return 422;
    case Code::unauthorized:
      return 401;
    case Code::forbidden:
      return 403;
    case Code::not_found:
      return 404;
    case Code::conflict:
      return 409;
    case Code::too_large:
      return 413;
    case Code::refused:
      return 409;
    case Code::rate_limited:
      return 429;
    case Code::timeout:
      return 504;
    case Code::unavailable:
      return 503;
    case Code::outcome_unknown:
      return 503;
    case Code::corrupt:
      return 500;
    case Code::internal:
      return 500;
  }
  return 500;
}

namespace {

/// What can be done about every error of this kind, when the error itself does not say.
std::string_view usual_hint(const Error& error) {
  if (error.id.starts_with("json.")) return "Send one JSON document in UTF-8, as RFC 8259 has it.";
  if (error.id == "input.type" && error.field.empty()) {
    return "Send an object with the fields that this call knows: {\"field\": value}.";
  }
  if (error.code == Code::not_found) return "Take ids as the lists of this workspace give them.";
  return "";
}

}  // namespace

net::Response problem(const Error& error) {
  // What a syntax error is called when no field can be read at all.
  const bool unreadable = error.id.starts_with("json.") && error.code == Code::invalid;
  return problem(error, unreadable ? 400 : http_status(error.code));
}

net::Response problem(const Error& error, int status) {
  const bool ours = error.code == Code::internal || error.code == Code::corrupt;
  json::Object body;
  body["type"] = "about:blank";
  body["title"] = net::reason(status);
  body["status"] = status;
  body["code"] = error.id;
  body["detail"] = ours ? "Something went wrong in Dunlin itself; the log has the details."
                        : as_sentence(error.message);
  if (!error.field.empty()) body["field"] = error.field;
  const std::string hint = error.hint.empty() ? std::string(usual_hint(error)) : error.hint;
  if (!hint.empty()) body["hint"] = as_sentence(hint);
  auto response = net::Response::json(status, json::print(body));
  response.headers.set("Content-Type", "application/problem+json");
  if (status == 401) response.headers.set("WWW-Authenticate", "Bearer");
  return response;
}

}  // namespace dunlin::workspace
